// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.github.tomakehurst.wiremock.http.ChunkedDribbleDelay;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;

/** Builds WireMock responses. */
final class Answers {

    private static final int DRIP_INTERVAL_MILLIS = 20;

    private Answers() {
    }

    static Response json(int status, String body) {
        return json(status, Utf8Text.encode(body));
    }

    static Response json(int status, byte[] body) {
        return withBody(status, body, List.of(HttpHeader.httpHeader("Content-Type", "application/json")));
    }

    static Response bytes(byte[] body, String contentType, String disposition) {
        return withBody(200, body, List.of(HttpHeader.httpHeader("Content-Type", contentType),
                HttpHeader.httpHeader("Content-Disposition", disposition)));
    }

    static Response badRequest(String message) {
        return json(400, JsonText.boxError(400, "bad_request", message));
    }

    static Response notFound() {
        return json(404, JsonText.boxError(404, "not_found", "Not Found"));
    }

    static Response unauthorized() {
        return scripted(Fault.unauthorized());
    }

    /** Box closes the connection after the answer to a long poll. */
    static Response longPoll(String message) {
        return closing(json(200, JsonText.longPoll(message)));
    }

    static Response closing(Response response) {
        HttpHeaders headers = response.getHeaders().plus(HttpHeader.httpHeader("Connection", "close"));
        return Response.Builder.like(response).headers(headers).build();
    }

    static Response scripted(Fault fault) {
        List<HttpHeader> headers = new ArrayList<>();
        fault.headers().forEach((name, value) -> headers.add(HttpHeader.httpHeader(name, value)));
        return withBody(fault.status(), Utf8Text.encode(fault.body()), headers);
    }

    static Response broken(com.github.tomakehurst.wiremock.http.Fault how) {
        return Response.response().fault(how).build();
    }

    /** The connection is closed without an answer. */
    static Response none() {
        return broken(com.github.tomakehurst.wiremock.http.Fault.EMPTY_RESPONSE);
    }

    /** The same answer with half of its body. */
    static Response truncated(Response response) {
        byte[] body = response.getBody();
        List<HttpHeader> headers = new ArrayList<>(response.getHeaders().all());
        headers.removeIf(header -> header.keyEquals("Content-Length"));
        return withBody(response.getStatus(), Arrays.copyOf(body, body.length / 2), headers);
    }

    /** The same answer, its body sent in pieces over this time. */
    static Response dripping(Response response, Duration time) {
        int millis = (int) Math.min(Integer.MAX_VALUE, time.toMillis());
        int pieces = Math.min(response.getBody().length, Math.max(1, millis / DRIP_INTERVAL_MILLIS));
        if (pieces == 0) {
            return response;
        }
        return Response.Builder.like(response).chunkedDribbleDelay(new ChunkedDribbleDelay(pieces, millis)).build();
    }

    private static Response withBody(int status, byte[] body, List<HttpHeader> headers) {
        List<HttpHeader> all = new ArrayList<>(headers);
        if (body.length > 0) {
            all.add(HttpHeader.httpHeader("Content-Length", Integer.toString(body.length)));
        }
        return Response.response().status(status).headers(new HttpHeaders(all)).body(body).build();
    }
}
