// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * An HTTP response, read whole, and the error that it is when it is not the one that was hoped for. Immutable.
 *
 * @param contentType     as the server labels it, or null; not to be trusted, what counts is whether the body parses
 * @param wwwAuthenticate the header, or null; a 401 of Box may say there what is wrong and have an empty body
 * @param body            the body, decompressed; empty if there is none
 */
public record BoxResponse(int status, String reason, String contentType, String retryAfter, String wwwAuthenticate,
        byte[] body) {

    /** Far above any page of 500 events; a body that does not end must not fill the memory. */
    static final int LARGEST_BODY = 32 * 1024 * 1024;

    /** What to do if the proxy responds with 407. */
    static final String PROXY_ADVICE = ": the proxy asks for credentials. Check the options http.proxyAuth*";

    private static final int EXCERPT_LENGTH = 120;
    private static final int EXAMINED_LENGTH = 16 * 1024;
    // That of the real-time server's URL holds the secret channel, which is not known yet if the response is malformed.
    private static final Pattern URL_QUERY = Pattern.compile("\\?[^\\s\"'<>=]+=[^\\s\"'<>]*");
    private static final Pattern BEARER_ERROR = Pattern.compile("error=\"([^\"]*)\"");
    private static final Pattern BEARER_DESCRIPTION = Pattern.compile("error_description=\"([^\"]*)\"");
    private static final Pattern STREAM_POSITION = Pattern.compile("stream.?position", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Reads a response to its end, which must be within reason. */
    public static BoxResponse of(ClassicHttpResponse response) throws IOException {
        byte[] body = response.getEntity() == null ? new byte[0] : body(response.getEntity());
        return new BoxResponse(response.getCode(), response.getReasonPhrase(), header(response, "Content-Type"),
                header(response, "Retry-After"), header(response, "WWW-Authenticate"), body);
    }

    // The stream is not closed here: closing would read a body to its end that is too large. The client closes the response.
    private static byte[] body(HttpEntity entity) throws IOException {
        InputStream content = entity.getContent();
        long length = entity.getContentLength();
        if (length >= 0 && length <= LARGEST_BODY) {
            // Into one array at once; of an unknown length, it takes pieces and a copy.
            byte[] body = new byte[(int) length];
            content.readNBytes(body, 0, body.length);
            return body;
        }
        byte[] body = content.readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new IOException(
                    "the response is larger than " + LARGEST_BODY / 1024 / 1024 + " MiB: if it is a page of large events, set"
                            + " the option limit to fewer");
        }
        return body;
    }

    private static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The error that this response is; {@code redact} takes the secrets out of a text. */
    BoxApiException asError(Operation operation, String meaningOfRejection, UnaryOperator<String> redact) {
        BoxApiException.Kind kind = kind(operation);
        return asError(operation.toString(), kind, advice(kind, meaningOfRejection), redact);
    }

    /** The error that this response to a request for a token is. The advice may be empty. */
    public BoxApiException asLoginError(String what, String advice, UnaryOperator<String> redact) {
        return asError(what, needsIntervention() ? BoxApiException.Kind.PERMANENT : BoxApiException.Kind.TRANSIENT,
                advice.isEmpty() ? "" : ": " + advice, redact);
    }

    private BoxApiException asError(String what, BoxApiException.Kind kind, String advice, UnaryOperator<String> redact) {
        String details = details(redact);
        String text = what + " failed with " + status + (reason == null || reason.isBlank() ? "" : " " + reason)
                + (details.isEmpty() ? "" : " (" + details + ")") + advice;
        return new BoxApiException(redact.apply(text), status, kind, retryAfterDelay(Instant.now()), null);
    }

    // Retrying cannot help until the request, the credentials or the permissions are corrected.
    private boolean needsIntervention() {
        return status == 400 || status == 401 || status == 403;
    }

    private BoxApiException.Kind kind(Operation operation) {
        // A long poll continues with a fresh real-time server, so that none of its errors is for good.
        if (operation == Operation.POLL || !needsIntervention()) {
            return BoxApiException.Kind.TRANSIENT;
        }
        boolean position = operation == Operation.FETCH && status == 400 && rejectsPosition();
        return position ? BoxApiException.Kind.INVALID_POSITION : BoxApiException.Kind.PERMANENT;
    }

    // If Box names the parameters, they decide. Else its messages do, such as "Invalid stream position" or "nextStreamPosition
    // value is malformed": Box has no code of its own for it.
    private boolean rejectsPosition() {
        List<String> names = json().path("context_info").path("errors").findValuesAsText("name");
        return names.isEmpty() ? STREAM_POSITION.matcher(new String(body, StandardCharsets.UTF_8)).find()
                : names.contains("stream_position");
    }

    private JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** The error that this response is if its status is good, but its body is not what it should be. */
    BoxApiException asMalformed(Operation operation, IOException why, UnaryOperator<String> redact) {
        String reasonText = why instanceof JsonProcessingException json
                ? "not JSON: " + oneLine(json.getOriginalMessage(), redact) : why.getMessage();
        return new BoxApiException(redact.apply(operation + " returned " + status + " with something unexpected (" + reasonText
                + "; " + excerpt(redact) + ")" + adviceOnBrokenPage(operation)),
                null);
    }

    private String adviceOnBrokenPage(Operation operation) {
        boolean page = operation == Operation.FETCH && body.length > 0 && body[0] == '{';
        return page ? ". If that lasts, set the option limit to fewer: the events before the broken one then arrive" : "";
    }

    private String advice(BoxApiException.Kind kind, String meaningOfRejection) {
        return switch (status) {
            case 400 -> kind != BoxApiException.Kind.INVALID_POSITION ? ""
                    : ": Box rejected the stream position. Check the stored position and the option streamPosition, or set the"
                            + " option onInvalidPosition to earliest or now";
            case 401 -> ": " + meaningOfRejection;
            case 403 -> ": the user or the application lacks a permission. Check the application's scopes in Box's developer"
                    + " console, and whether an administrator has to authorize it";
            case 407 -> PROXY_ADVICE;
            default -> status >= 300 && status < 400
                    ? ": redirects are not followed. Check the option baseUrl, and whether a proxy or a login page is in the way"
                    : "";
        };
    }

    // What Box says about the error: in a JSON body, in WWW-Authenticate if the body is empty, else whatever there is.
    private String details(UnaryOperator<String> redact) {
        if (body.length == 0) {
            return wwwAuthenticate == null ? ""
                    : joined(": ", group(BEARER_ERROR, wwwAuthenticate), group(BEARER_DESCRIPTION, wwwAuthenticate));
        }
        JsonNode json = json();
        if (json.isMissingNode()) {
            return excerpt(redact);
        }
        String code = json.path("code").asText(json.path("error").asText(""));
        String message = json.path("message").asText(json.path("error_description").asText(""));
        String requestId = json.path("request_id").asText("");
        String text = joined(": ", oneLine(code, redact), oneLine(message, redact));
        return joined(", ", text.isEmpty() ? excerpt(redact) : text,
                requestId.isEmpty() ? "" : "request id " + oneLine(requestId, redact));
    }

    private String excerpt(UnaryOperator<String> redact) {
        String text = new String(body, 0, Math.min(body.length, EXAMINED_LENGTH), StandardCharsets.UTF_8);
        return (contentType == null ? "no content type" : oneLine(contentType, redact))
                + (body.length == 0 ? ", empty" : ", beginning with '" + oneLine(text, redact) + "'");
    }

    /** An excerpt of a text, without secrets. Redacted before it is cut: half of a secret would not be found any more. */
    static String oneLine(String text, UnaryOperator<String> redact) {
        String redacted = URL_QUERY.matcher(redact.apply(text)).replaceAll("?xxxxxx");
        String line = HttpCaller.oneLine(redacted).strip();
        return line.length() <= EXCERPT_LENGTH ? line : line.substring(0, EXCERPT_LENGTH) + "…";
    }

    private static String joined(String separator, String left, String right) {
        return left.isEmpty() || right.isEmpty() ? left + right : left + separator + right;
    }

    private static String group(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).findFirst().orElse("");
    }

    /**
     * {@code Retry-After} as a duration: seconds, which Box has sent with fractions too, or an HTTP date (RFC 9110, 10.2.3).
     * Null if absent or unreadable.
     */
    Duration retryAfterDelay(Instant now) {
        if (retryAfter == null) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(retryAfter.strip());
            return seconds >= 0 ? Duration.ofSeconds((long) Math.ceil(Math.min(seconds, Integer.MAX_VALUE))) : null;
        } catch (NumberFormatException e) {
            // Then it is a date.
        }
        try {
            Instant date = ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration delay = Duration.between(now, date);
            return delay.isNegative() ? Duration.ZERO : delay;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
