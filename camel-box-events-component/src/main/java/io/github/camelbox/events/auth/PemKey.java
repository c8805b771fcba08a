// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PrivateKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.IllegalBlockSizeException;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Reads an RSA private key from PEM: PKCS#8 or PKCS#1, plain or encrypted. Box encrypts its keys with Triple DES, which the JDK
 * cannot read from PKCS#8; Bouncy Castle can. It is an optional dependency, and this is the one class that needs it.
 */
final class PemKey {

    private static final Pattern BLOCK
            = Pattern.compile("-----BEGIN ([A-Z0-9 ]{3,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    // Those of an encrypted PKCS#1 key.
    private static final Pattern HEADER = Pattern.compile("(Proc-Type|DEK-Info):\\s*(\\S+)");
    // A line break that some tool has written as backslash and n.
    private static final Pattern WRITTEN_BREAK = Pattern.compile("\\\\+[rn]");

    private static final String DAMAGED = "is damaged: what is between its BEGIN and END lines is not such a key";

    private PemKey() {
    }

    /**
     * The classes of the library that are needed, all of them loaded.
     *
     * @throws LinkageError if one is missing. The FIPS jars have the parser, but not the provider
     */
    static List<Class<?>> library() {
        return List.of(PEMParser.class, PrivateKeyInfo.class, BouncyCastleProvider.class, JcaPEMKeyConverter.class,
                JcePEMDecryptorProviderBuilder.class, JcePKCSPBEInputDecryptorProviderBuilder.class);
    }

    /**
     * @param  pem                      its line breaks may be written out as backslash and n, or replaced by blanks
     * @param  passphrase               of an encrypted key; else it does not matter
     * @throws GeneralSecurityException if there is no such key; the message says what the key "…", and quotes nothing of it
     */
    static PrivateKey read(String pem, String passphrase) throws GeneralSecurityException {
        String text = WRITTEN_BREAK.matcher(pem).replaceAll("\n").strip();
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new GeneralSecurityException(whyNoBlock(text));
        }
        String label = block.group(1);
        return switch (label) {
            case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY" ->
                rsa(plain(parsed(label, block.group(2)), passphrase.toCharArray()));
            default -> throw new GeneralSecurityException(whyNotThisForm(label));
        };
    }

    // The parser needs its line breaks.
    private static Object parsed(String label, String content) throws GeneralSecurityException {
        StringBuilder pem = new StringBuilder("-----BEGIN " + label + "-----\n");
        HEADER.matcher(content).results().forEach(header -> pem.append(header.group(1) + ": " + header.group(2) + "\n"));
        pem.append("\n" + HEADER.matcher(content).replaceAll("").replaceAll("\\s", "") + "\n-----END " + label + "-----\n");
        try {
            Object parsed = new PEMParser(new StringReader(pem.toString())).readObject();
            if (parsed != null) {
                return parsed;
            }
        } catch (IOException | RuntimeException e) {
            // As below: its message might quote the key.
        }
        throw damaged();
    }

    private static PrivateKeyInfo plain(Object content, char[] passphrase) throws GeneralSecurityException {
        if (content instanceof PrivateKeyInfo info) {
            return info;
        } else if (content instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        } else if (passphrase.length == 0) {
            throw new GeneralSecurityException("is encrypted, but boxAppSettings.appAuth.passphrase is missing");
        }
        try {
            // The provider as an object: it is not registered for the whole JVM.
            return content instanceof PKCS8EncryptedPrivateKeyInfo encrypted
                    ? encrypted.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider()).build(passphrase))
                    : ((PEMEncryptedKeyPair) content).decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider()).build(passphrase)).getPrivateKeyInfo();
        } catch (Exception e) {
            throw new GeneralSecurityException(whyNotDecrypted(e));
        }
    }

    private static PrivateKey rsa(PrivateKeyInfo info) throws GeneralSecurityException {
        PrivateKey key;
        try {
            key = new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (IOException | RuntimeException e) {
            throw damaged();
        }
        if (key.getAlgorithm().equals("RSA")) {
            return key;
        }
        throw new GeneralSecurityException(whyNotRsa(key.getAlgorithm()));
    }

    private static GeneralSecurityException damaged() {
        return new GeneralSecurityException(DAMAGED);
    }

    // A wrong passphrase leads to bad padding or, once in a while, to something that is no key.
    private static String whyNotDecrypted(Exception e) {
        boolean unknown = e instanceof EncryptionException && e.getCause() == null;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            unknown |= cause instanceof OperatorCreationException || cause instanceof InvalidAlgorithmParameterException;
            if (cause instanceof IllegalBlockSizeException) {
                return DAMAGED;
            }
        }
        return unknown
                ? "is encrypted by an algorithm that Bouncy Castle does not know: encrypt it with openssl pkcs8 -topk8 -v2 aes256"
                : "cannot be decrypted: check boxAppSettings.appAuth.passphrase";
    }

    private static String whyNoBlock(String text) {
        if (text.startsWith("ssh-")) {
            return "is a public key of OpenSSH: the private key belongs there";
        } else if (text.startsWith("PuTTY-")) {
            return "is in the format of PuTTY: export it with puttygen -O private-openssh, and convert that with"
                    + " ssh-keygen -p -m PKCS8";
        }
        return text.contains("-----BEGIN ") ? "is cut off: it has no END line that matches its BEGIN line"
                : "is not in PEM: it has no BEGIN line, such as -----BEGIN ENCRYPTED PRIVATE KEY-----";
    }

    private static String whyNotThisForm(String label) {
        return switch (label) {
            case "EC PRIVATE KEY", "DSA PRIVATE KEY" -> whyNotRsa(label.substring(0, label.indexOf(' ')));
            case "OPENSSH PRIVATE KEY" -> "is in the format of OpenSSH: convert it with ssh-keygen -p -m PKCS8";
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> "is a public key: the private key belongs there";
            case "CERTIFICATE" -> "is a certificate: the private key belongs there";
            default -> "is a " + label + ", not an RSA private key in PKCS#8 or PKCS#1";
        };
    }

    private static String whyNotRsa(String algorithm) {
        return "is not an RSA key but one for " + algorithm + ": Box takes RSA keys only";
    }
}
