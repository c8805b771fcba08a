// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Private keys as they are met: which are read, and what is said of the others. */
class PemKeyTest {

    private static final String PASSPHRASE = "thePassphraseOfTheKey";
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private static KeyPair keys;

    // By what they are.
    private static final Map<String, String> PEMS = new LinkedHashMap<>();
    private static final Map<String, UnaryOperator<String>> LINE_BREAKS = new LinkedHashMap<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = keyPair("RSA");
        PEMS.put("PKCS#8", pkcs8(keys.getPrivate(), null));
        PEMS.put("PKCS#8, PBES1 Triple DES", pkcs8(keys.getPrivate(), PKCS8Generator.PBE_SHA1_3DES));
        PEMS.put("PKCS#8, PBES2 Triple DES", pkcs8(keys.getPrivate(), PKCS8Generator.DES3_CBC));
        PEMS.put("PKCS#8, PBES2 AES-128", pkcs8(keys.getPrivate(), PKCS8Generator.AES_128_CBC));
        PEMS.put("PKCS#8, PBES2 AES-256", pkcs8(keys.getPrivate(), PKCS8Generator.AES_256_CBC));
        PEMS.put("PKCS#1", pem(keys.getPrivate()));
        PEMS.put("PKCS#1, Triple DES", pkcs1("DES-EDE3-CBC"));
        PEMS.put("PKCS#1, AES-256", pkcs1("AES-256-CBC"));

        LINE_BREAKS.put("as they are", pem -> pem);
        LINE_BREAKS.put("of Windows", pem -> pem.replace("\n", "\r\n"));
        LINE_BREAKS.put("written out", pem -> pem.replace("\n", "\\n"));
        LINE_BREAKS.put("written out twice", pem -> pem.replace("\n", "\\\\n"));
        LINE_BREAKS.put("written out as those of Windows", pem -> pem.replace("\n", "\\r\\n"));
        LINE_BREAKS.put("became blanks", pem -> pem.replace("\n", " "));
        LINE_BREAKS.put("became several blanks", pem -> pem.replace("\n", "    "));
        LINE_BREAKS.put("indented", pem -> pem.replace("\n", "\n    "));
        LINE_BREAKS.put("quoted", pem -> "\"" + pem.strip().replace("\n", "\\n") + "\"");
        LINE_BREAKS.put("after a comment", pem -> "Bag Attributes\n    friendlyName: box\nKey Attributes: <None>\n" + pem);
    }

    private static KeyPair keyPair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.startsWith("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static String pkcs8(PrivateKey key, ASN1ObjectIdentifier algorithm) throws Exception {
        return pem(new JcaPKCS8Generator(key, algorithm == null ? null
                : new JceOpenSSLPKCS8EncryptorBuilder(algorithm).setProvider(PROVIDER).setPassword(PASSPHRASE.toCharArray())
                        .build()).generate());
    }

    private static String pkcs1(String algorithm) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(keys.getPrivate(),
                    new JcePEMEncryptorBuilder(algorithm).setProvider(PROVIDER).build(PASSPHRASE.toCharArray()));
        }
        return text.toString();
    }

    private static String pem(Object object) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    static Stream<Arguments> readable() {
        return PEMS.keySet().stream().flatMap(form -> LINE_BREAKS.keySet().stream().map(breaks -> arguments(form, breaks)));
    }

    @ParameterizedTest(name = "{0}, line breaks {1}")
    @MethodSource
    void readable(String form, String lineBreaks) throws Exception {
        String pem = LINE_BREAKS.get(lineBreaks).apply(PEMS.get(form));

        assertThat(PemKey.read(pem, PASSPHRASE)).isEqualTo(keys.getPrivate());
    }

    static Stream<String> encrypted() {
        return PEMS.keySet().stream().filter(form -> form.contains(", "));
    }

    @ParameterizedTest
    @MethodSource("encrypted")
    void aWrongPassphraseIsNamed(String form) {
        assertThatThrownBy(() -> PemKey.read(PEMS.get(form), "another"))
                .hasMessage("cannot be decrypted: check boxAppSettings.appAuth.passphrase");
    }

    @ParameterizedTest
    @MethodSource("encrypted")
    void aMissingPassphraseIsNamed(String form) {
        assertThatThrownBy(() -> PemKey.read(PEMS.get(form), ""))
                .hasMessage("is encrypted, but boxAppSettings.appAuth.passphrase is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PKCS#8", "PKCS#1" })
    void aPlainKeyNeedsNoPassphrase(String form) throws Exception {
        assertThat(PemKey.read(PEMS.get(form), "")).isEqualTo(keys.getPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = { "ARIA-256-CBC", "AES-512-CBC", "BF-CBC" })
    void anAlgorithmThatIsNotKnownIsNotBlamedOnThePassphrase(String algorithm) {
        String unknown = PEMS.get("PKCS#1, AES-256").replace("AES-256-CBC", algorithm);

        assertThatThrownBy(() -> PemKey.read(unknown, PASSPHRASE)).hasMessageContaining("is encrypted by an algorithm")
                .hasMessageNotContaining("passphrase");
    }

    @Test
    void noAlgorithmOfPkcs8ThatIsNotKnownIsBlamedOnThePassphrase() throws Exception {
        // The last number of PBES2 becomes one that nothing has.
        byte[] der = Base64.getMimeDecoder().decode(PEMS.get("PKCS#8, PBES2 AES-256").replaceAll("-----.*-----", ""));
        byte[] pbes2 = PKCSObjectIdentifiers.id_PBES2.getEncoded();
        der[new String(der, ISO_8859_1).indexOf(new String(pbes2, ISO_8859_1)) + pbes2.length - 1] = 99;

        assertThatThrownBy(() -> PemKey.read(pem("ENCRYPTED PRIVATE KEY", der), PASSPHRASE))
                .hasMessageContaining("is encrypted by an algorithm").hasMessageNotContaining("passphrase");
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    static Stream<Arguments> others() throws Exception {
        String pem = PEMS.get("PKCS#8");
        String encrypted = PEMS.get("PKCS#8, PBES2 AES-256");
        return Stream.of(
                arguments("is not an RSA key but one for EC", pkcs8(keyPair("EC").getPrivate(), null)),
                arguments("is not an RSA key but one for EC", pkcs8(keyPair("EC").getPrivate(), PKCS8Generator.AES_256_CBC)),
                arguments("is not an RSA key but one for EC", pem(keyPair("EC").getPrivate())),
                arguments("is not an RSA key but one for DSA", pem(keyPair("DSA").getPrivate())),
                arguments("is not an RSA key but one for EdDSA", pkcs8(keyPair("Ed25519").getPrivate(), null)),
                arguments("is not an RSA key but one for RSASSA-PSS", pkcs8(keyPair("RSASSA-PSS").getPrivate(), null)),
                arguments("is a public key: the private key belongs there", pem(keys.getPublic())),
                arguments("is a public key: the private key belongs there",
                        pem(keys.getPublic()).replace("PUBLIC", "RSA PUBLIC").replace("\n", "\\n")),
                arguments("is a public key of OpenSSH: the private key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ ann"),
                arguments("is a certificate: the private key belongs there", pem(certificate())),
                arguments("is a CERTIFICATE REQUEST, not an RSA private key", relabelled(pem, "CERTIFICATE REQUEST")),
                arguments("is a PGP PRIVATE KEY BLOCK, not an RSA private key", relabelled(pem, "PGP PRIVATE KEY BLOCK")),
                arguments("is in the format of OpenSSH: convert it with ssh-keygen -p -m PKCS8",
                        relabelled(pem, "OPENSSH PRIVATE KEY")),
                arguments("is in the format of PuTTY: export it", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none"),
                arguments("is cut off: it has no END line", pem.substring(0, 300)),
                arguments("is cut off: it has no END line", encrypted.substring(0, 300).replace("\n", "\\n")),
                arguments("is damaged", pem.replace(pem.substring(200, 300), "")),
                arguments("is damaged", PEMS.get("PKCS#1, AES-256").replaceFirst("(?s)\n.{40}(.{24}\n-----END)", "$1")),
                arguments("is damaged", pem.replace("PRIVATE KEY", "RSA PRIVATE KEY")),
                arguments("is damaged", relabelled("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----", "PRIVATE KEY")),
                arguments("is damaged", "-----BEGIN PRIVATE KEY-----\n!!! not base64 !!!\n-----END PRIVATE KEY-----"),
                arguments("is not in PEM: it has no BEGIN line", pem.lines().filter(line -> !line.startsWith("-"))
                        .reduce("", String::concat)),
                arguments("is not in PEM: it has no BEGIN line", "/etc/box/key.pem"),
                arguments("is not in PEM: it has no BEGIN line", "${BOX_PRIVATE_KEY}"));
    }

    private static String relabelled(String pem, String label) {
        return pem.replace("PRIVATE KEY", label);
    }

    private static Object certificate() throws Exception {
        X500Principal name = new X500Principal("CN=Box");
        return new JcaX509v3CertificateBuilder(name, BigInteger.ONE, new Date(0), new Date(Long.MAX_VALUE / 2_000_000), name,
                keys.getPublic()).build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void others(String message, String pem) {
        GeneralSecurityException e
                = catchThrowableOfType(GeneralSecurityException.class, () -> PemKey.read(pem, PASSPHRASE));

        assertThat(e).hasMessageStartingWith(message).hasMessageNotContainingAny("passphrase", PASSPHRASE, "\n");
        // Nothing of the content is quoted.
        assertThat(pem.lines().filter(line -> !line.isEmpty() && !line.startsWith("-----")))
                .noneMatch(line -> e.getMessage().contains(line));
    }
}
