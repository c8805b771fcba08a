// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.transform;

import java.util.Map;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Makes a CloudEvent of a Box event: Camel's CloudEvent headers, and the event's own JSON as the body. Id and time are those of
 * the Box event, so that the CloudEvent is the same however often it is delivered.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0/spec.md">CloudEvents 1.0</a>
 */
@DataTypeTransformer(name = "box-events:application-cloudevents",
                     description = "Adds CloudEvent headers with the details of the Box event, and makes its JSON the body")
public class BoxEventsCloudEventDataTypeTransformer extends Transformer {

    private static final String TYPE_PREFIX = "com.box.event.";

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Map<String, Object> headers = message.getHeaders();
        CloudEvent cloudEvent = CloudEvents.v1_0;

        Object id = headers.get(BoxEventsConstants.EVENT_ID);
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_ID, id != null ? id : message.getExchange().getExchangeId());
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, cloudEvent.version());
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, TYPE_PREFIX + headers.get(BoxEventsConstants.EVENT_TYPE));
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, "box-events:" + headers.get(BoxEventsConstants.STREAM_TYPE));
        if (headers.containsKey(BoxEventsConstants.SOURCE_ID)) {
            headers.put(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT,
                    headers.get(BoxEventsConstants.SOURCE_TYPE) + "/" + headers.get(BoxEventsConstants.SOURCE_ID));
        }
        Object time = headers.get(BoxEventsConstants.CREATED_AT);
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_TIME, time != null ? time : cloudEvent.getEventTime(message.getExchange()));
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_CONTENT_TYPE, "application/json");
        message.setBody(message.getBody(String.class));
    }
}
