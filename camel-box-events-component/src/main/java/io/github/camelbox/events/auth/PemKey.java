// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Reads a private key from PEM (PKCS#8). Box encrypts its keys with Triple DES, which the JDK cannot read from PKCS#8; Bouncy
 * Castle can. It is an optional dependency, and this is the one class that needs it.
 */
final class PemKey {

    private PemKey() {
    }

    /**
     * @param  passphrase               of an encrypted key; else it does not matter
     * @throws GeneralSecurityException if there is no such key; the message says what the key "…", and quotes nothing of it
     */
    static PrivateKey read(String pem, String passphrase) throws GeneralSecurityException {
        Object content;
        try {
            content = new PEMParser(new StringReader(pem)).readObject();
        } catch (IOException | RuntimeException e) {
            content = null;
        }
        if (content instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            return converted(decrypted(encrypted, passphrase));
        }
        if (content instanceof PrivateKeyInfo plain) {
            return converted(plain);
        }
        throw new GeneralSecurityException("is not a private key in PEM (PKCS#8)");
    }

    private static PrivateKeyInfo decrypted(PKCS8EncryptedPrivateKeyInfo encrypted, String passphrase)
            throws GeneralSecurityException {
        try {
            // The provider as an object: it is not registered for the whole JVM.
            return encrypted.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider()).build(passphrase.toCharArray()));
        } catch (PKCSException | RuntimeException e) {
            throw new GeneralSecurityException("cannot be decrypted: check boxAppSettings.appAuth.passphrase");
        }
    }

    private static PrivateKey converted(PrivateKeyInfo info) throws GeneralSecurityException {
        try {
            PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
            if (key.getAlgorithm().equals("RSA")) {
                return key;
            }
        } catch (IOException | RuntimeException e) {
            // As below.
        }
        throw new GeneralSecurityException("is not an RSA key");
    }
}
