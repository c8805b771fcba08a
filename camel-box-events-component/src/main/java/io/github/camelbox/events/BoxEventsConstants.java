// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/**
 * The headers of the Exchanges that the component makes. A header whose field Box did not send is not set.
 */
public final class BoxEventsConstants {

    @Metadata(label = "consumer", description = "The id of the event, by which repeats are recognised.", javaType = "String")
    public static final String EVENT_ID = "CamelBoxEventsEventId";
    @Metadata(label = "consumer", description = "The type of the event, such as ITEM_UPLOAD.", javaType = "String")
    public static final String EVENT_TYPE = "CamelBoxEventsEventType";
    @Metadata(label = "consumer", description = "When the event happened, as Box wrote it (RFC 3339 with an offset).",
              javaType = "String")
    public static final String CREATED_AT = "CamelBoxEventsCreatedAt";
    @Metadata(label = "consumer", description = "The id of the session in which the event happened.", javaType = "String")
    public static final String SESSION_ID = "CamelBoxEventsSessionId";
    @Metadata(label = "consumer", description = "The id of the user who caused the event.", javaType = "String")
    public static final String CREATED_BY_ID = "CamelBoxEventsCreatedById";
    @Metadata(label = "consumer", description = "The login (mail address) of the user who caused the event.",
              javaType = "String")
    public static final String CREATED_BY_LOGIN = "CamelBoxEventsCreatedByLogin";
    @Metadata(label = "consumer",
              description = "The type of the item that the event is about, such as file, folder, group or user.",
              javaType = "String")
    public static final String SOURCE_TYPE = "CamelBoxEventsSourceType";
    @Metadata(label = "consumer", description = "The id of the item that the event is about.", javaType = "String")
    public static final String SOURCE_ID = "CamelBoxEventsSourceId";
    @Metadata(label = "consumer", description = "The name of the item that the event is about.", javaType = "String")
    public static final String SOURCE_NAME = "CamelBoxEventsSourceName";
    @Metadata(label = "consumer", description = "The id of the folder that holds the item.", javaType = "String")
    public static final String PARENT_ID = "CamelBoxEventsParentId";
    @Metadata(label = "consumer", description = "The name of the folder that holds the item.", javaType = "String")
    public static final String PARENT_NAME = "CamelBoxEventsParentName";
    @Metadata(label = "consumer",
              description = "The path of that folder, such as /All Files/Projects. Only on the streams of a user.",
              javaType = "String")
    public static final String PATH = "CamelBoxEventsPath";
    @Metadata(label = "consumer", description = "The stream that the event came from, such as all.", javaType = "String")
    public static final String STREAM_TYPE = "CamelBoxEventsStreamType";
    @Metadata(label = "consumer",
              description = "The stream position whose page holds the event: a stream that starts there delivers it again.",
              javaType = "String")
    public static final String STREAM_POSITION = "CamelBoxEventsStreamPosition";
    @Metadata(label = "consumer", description = "The stream position after the page that holds the event.",
              javaType = "String")
    public static final String NEXT_STREAM_POSITION = "CamelBoxEventsNextStreamPosition";
    @Metadata(label = "consumer", description = "When the event happened, in milliseconds since the epoch.",
              javaType = "Long")
    public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

    private BoxEventsConstants() {
    }
}
