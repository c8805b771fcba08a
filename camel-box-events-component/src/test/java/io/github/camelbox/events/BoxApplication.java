// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.sandbox.TokenIssuer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;

/**
 * What Box's developer console makes: key pairs, and an application's JSON configuration.
 */
final class BoxApplication {

    static final String PASSPHRASE = "thePassphraseOfTheKey";
    static final String KEY_ID = "k3yId001";

    private BoxApplication() {
    }

    static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /**
     * A private key in PEM (PKCS#8).
     *
     * @param algorithm how it is encrypted; null for not at all
     */
    static String pem(PrivateKey key, ASN1ObjectIdentifier algorithm) throws Exception {
        OutputEncryptor encryptor = algorithm == null ? null
                : new JceOpenSSLPKCS8EncryptorBuilder(algorithm).setProvider(new BouncyCastleProvider())
                        .setPassword(PASSPHRASE.toCharArray()).build();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(key, encryptor).generate());
        }
        return text.toString();
    }

    /** The configuration of the sandbox's application, with this private key. */
    static ObjectNode config(TokenIssuer tokens, String privateKey) {
        ObjectNode config = new ObjectMapper().createObjectNode();
        ObjectNode settings = config.putObject("boxAppSettings");
        settings.put("clientID", tokens.clientId()).put("clientSecret", tokens.clientSecret());
        settings.putObject("appAuth").put("publicKeyID", KEY_ID).put("privateKey", privateKey).put("passphrase", PASSPHRASE);
        return config.put("enterpriseID", tokens.enterpriseId());
    }
}
