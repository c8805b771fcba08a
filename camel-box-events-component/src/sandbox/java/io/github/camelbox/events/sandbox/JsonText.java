// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON text from values. */
final class JsonText {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonText() {
    }

    /** Any value as JSON: a text in quotes, a number bare. */
    static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON value: " + value, e);
        }
    }

    /** The value of a JSON text that this package has written. */
    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + json, e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array(Collection<? extends JsonNode> values) {
        return MAPPER.createArrayNode().addAll(values);
    }

    /** The body of a long poll's answer. */
    static String longPoll(String message) {
        return "{\"version\":1,\"message\":" + of(message) + "}";
    }

    /** The body of the token endpoint's errors. */
    static String oauthError(String error, String description) {
        return MAPPER.createObjectNode().put("error", error).put("error_description", description).toString();
    }

    /** The body of the token endpoint's answer; without a refresh token if it is null. */
    static String token(String accessToken, long expiresIn, String refreshToken) {
        ObjectNode token = MAPPER.createObjectNode().put("access_token", accessToken).put("expires_in", expiresIn);
        token.putArray("restricted_to");
        token.put("token_type", "bearer");
        if (refreshToken != null) {
            token.put("refresh_token", refreshToken);
        }
        return token.toString();
    }

    /** The body of Box's API errors. */
    static String boxError(int status, String code, String message) {
        ObjectNode error = MAPPER.createObjectNode();
        error.put("type", "error");
        error.put("status", status);
        error.put("code", code);
        error.put("help_url", "http://developers.box.com/docs/#errors");
        error.put("message", message);
        error.put("request_id", Long.toString(ThreadLocalRandom.current().nextLong(1L << 50, 1L << 51), 36));
        return error.toString();
    }
}
