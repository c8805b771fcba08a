// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.HttpCaller;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

/**
 * The configuration of a Box application with JWT, as Box's developer console lets download it.
 *
 * @param enterpriseId empty if the application has none
 * @param keyId        Box's name of the public key
 * @param key          the private key that belongs to it
 */
record JwtConfig(String clientId, String clientSecret, String enterpriseId, String keyId, PrivateKey key) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads it.
     *
     * @param  resource        where it is
     * @throws BoxApiException if it is missing or incomplete; quotes nothing of it
     */
    static JwtConfig read(CamelContext context, String resource) throws BoxApiException {
        JsonNode json = json(context, resource);
        JsonNode app = json.path("boxAppSettings");
        JsonNode auth = app.path("appAuth");
        String clientId = text(resource, app, "boxAppSettings.", "clientID");
        String clientSecret = text(resource, app, "boxAppSettings.", "clientSecret");
        String keyId = text(resource, auth, "boxAppSettings.appAuth.", "publicKeyID");
        String pem = text(resource, auth, "boxAppSettings.appAuth.", "privateKey");
        return new JwtConfig(
                clientId, clientSecret, enterpriseId(json), keyId,
                key(resource, pem, auth.path("passphrase").asText("")));
    }

    /** The application's enterprise; empty if it has none. */
    static String enterpriseId(CamelContext context, String resource) throws BoxApiException {
        return enterpriseId(json(context, resource));
    }

    private static String enterpriseId(JsonNode json) {
        String id = json.path("enterpriseID").asText("");
        return id.equals("0") ? "" : id;
    }

    private static JsonNode json(CamelContext context, String resource) throws BoxApiException {
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, resource)) {
            return MAPPER.readTree(in.readAllBytes());
        } catch (JsonProcessingException e) {
            // Its message may quote a secret.
            String line = e.getLocation() == null ? "" : ", see its line " + e.getLocation().getLineNr();
            throw unusable(resource, "is not JSON" + line);
        } catch (IOException | RuntimeException e) {
            throw BoxApiException.permanent("cannot read " + resource + " (option jwtConfig): " + HttpCaller.rootMessage(e));
        }
    }

    private static String text(String resource, JsonNode node, String path, String name) throws BoxApiException {
        String text = node.path(name).asText("");
        if (text.isBlank()) {
            throw unusable(resource, "has no " + path + name);
        }
        return text;
    }

    private static PrivateKey key(String resource, String pem, String passphrase) throws BoxApiException {
        try {
            return PemKey.read(pem, passphrase);
        } catch (GeneralSecurityException e) {
            throw unusable(resource, "has a boxAppSettings.appAuth.privateKey that " + e.getMessage());
        } catch (LinkageError e) {
            throw BoxApiException.permanent(Login.Jwt.missingLibrary(e));
        }
    }

    private static BoxApiException unusable(String resource, String why) {
        return BoxApiException.permanent(resource + " (option jwtConfig) " + why
                                         + ". It must be the configuration that Box's developer console lets you download when"
                                         + " it generates a key pair for an application");
    }

    @Override
    public String toString() {
        return "JwtConfig[keyId=" + keyId + "]";
    }
}
