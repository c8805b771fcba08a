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
package io.github.camelbox.events.examples;

import org.apache.camel.builder.RouteBuilder;

/**
 * Everything that happens in a Box account, printed. The same in YAML: {@code yaml/print-events.yaml}, in XML:
 * {@code xml/print-events.xml}, in Spring's XML: {@code springxml/print-events.xml}.
 * <p>
 * How to log in is set on the component, so that the token is in no URI: {@code camel.component.box-events.access-token}.
 */
public class PrintEventsRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?positionFile={{box.position-file}}").routeId("print-events")
                .process("eventPrinter");
    }
}
