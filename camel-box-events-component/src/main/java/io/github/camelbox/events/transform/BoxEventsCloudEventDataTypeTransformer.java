// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.transform;

import java.time.DateTimeException;
import java.util.regex.Pattern;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.box.Rfc3339;
import io.github.camelbox.events.box.StreamType;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Makes a CloudEvent of a Box event: Camel's CloudEvent headers, and the event's own JSON as the body. Id and time are those of
 * the Box event, so that the CloudEvent is the same however often it is delivered. An attribute that cannot be formed validly
 * is left out, or made of what is there if CloudEvents demands it.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0/spec.md">CloudEvents 1.0</a>
 */
@DataTypeTransformer(name = "box-events:application-cloudevents",
                     description = "Adds CloudEvent headers with the details of the Box event, and makes its JSON the body")
public class BoxEventsCloudEventDataTypeTransformer extends Transformer {

    private static final String TYPE = "com.box.event";
    private static final String SOURCE = "box-events";

    // Of what else the JDK reads as a time, RFC 3339 has no such form.
    private static final Pattern TIME
            = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");

    @Override
    public void transform(Message message, DataType from, DataType to) {
        String id = text(message, BoxEventsConstants.EVENT_ID);
        String type = text(message, BoxEventsConstants.EVENT_TYPE);
        String streamType = text(message, BoxEventsConstants.STREAM_TYPE);
        String sourceType = text(message, BoxEventsConstants.SOURCE_TYPE);
        String sourceId = text(message, BoxEventsConstants.SOURCE_ID);

        set(message, CloudEvent.CAMEL_CLOUD_EVENT_ID, id != null ? id : message.getExchange().getExchangeId());
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_VERSION, CloudEvents.v1_0.version());
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_TYPE, type != null ? TYPE + "." + type : TYPE);
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, isStreamType(streamType) ? SOURCE + ":" + streamType : SOURCE);
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT,
                sourceType != null && sourceId != null ? sourceType + "/" + sourceId : null);
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_TIME, time(text(message, BoxEventsConstants.CREATED_AT)));
        set(message, CloudEvent.CAMEL_CLOUD_EVENT_CONTENT_TYPE, "application/json");
        message.setBody(message.getBody(String.class));
    }

    // One that an earlier step has set would belong to another event.
    private static void set(Message message, String name, String value) {
        if (value != null) {
            message.setHeader(name, value);
        } else {
            message.removeHeader(name);
        }
    }

    private static String text(Message message, String header) {
        return message.getHeader(header) instanceof String text && !text.isBlank() && text.codePoints()
                .allMatch(BoxEventsCloudEventDataTypeTransformer::isAllowed) ? text : null;
    }

    // CloudEvents' strings have no control characters, no half characters, and none of what Unicode says is no character.
    private static boolean isAllowed(int c) {
        return c >= 0x20 && (c < 0x7f || c > 0x9f) && (c < 0xd800 || c > 0xdfff) && (c < 0xfdd0 || c > 0xfdef)
                && (c & 0xfffe) != 0xfffe;
    }

    private static boolean isStreamType(String name) {
        try {
            return name != null && StreamType.of(name) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String time(String text) {
        try {
            return text != null && TIME.matcher(text).matches() && Rfc3339.parse(text) != null ? text : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
