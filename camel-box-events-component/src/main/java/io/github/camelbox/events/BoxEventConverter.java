/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.Converter;

/**
 * Converts a {@link BoxEvent} to the forms that other components take; each is the event's own JSON.
 */
@Converter(generateLoader = true)
public final class BoxEventConverter {

    private BoxEventConverter() {
    }

    @Converter
    public static String toString(BoxEvent event) {
        return event.toString();
    }

    @Converter
    public static byte[] toBytes(BoxEvent event) {
        return event.toBytes();
    }

    @Converter
    public static InputStream toInputStream(BoxEvent event) {
        return new ByteArrayInputStream(event.toBytes());
    }

    @Converter
    public static JsonNode toJsonNode(BoxEvent event) {
        return event.toJsonNode();
    }

    @Converter
    public static Map<String, Object> toMap(BoxEvent event) {
        return event.toMap();
    }
}
