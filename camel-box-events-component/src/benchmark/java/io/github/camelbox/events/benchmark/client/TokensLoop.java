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
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** The bare loop that reads the tokens of each page and keeps nothing but the events' ids. */
final class TokensLoop extends LoopClient {

    @Override
    PageHandler handler(Arrivals arrivals) {
        return entity -> {
            try (JsonParser parser = MAPPER.getFactory().createParser(entity.getContent())) {
                return page(parser, at -> arrivals.event(id(at)));
            }
        };
    }

    private static String id(JsonParser parser) throws IOException {
        String id = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isId = id == null && "event_id".equals(parser.currentName());
            parser.nextToken();
            if (isId) {
                id = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return id;
    }
}
