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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/** An ExceptionHandler that keeps what it is told. Thread-safe. */
final class Reports implements ExceptionHandler {

    private final List<Report> all = new CopyOnWriteArrayList<>();

    /**
     * @param eventId of the Exchange; null if the report is not about one
     */
    record Report(String message, String eventId, Throwable failure) {
    }

    @Override
    public void handleException(Throwable exception) {
        handleException(null, null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        String id = exchange == null ? null : exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
        all.add(new Report(message, id, exception));
    }

    List<String> messages() {
        return all.stream().map(Report::message).toList();
    }

    List<Report> all() {
        return all;
    }
}
