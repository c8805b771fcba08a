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
package com.example.invoices;

import org.apache.camel.builder.RouteBuilder;

/** Every invoice that is uploaded to Box goes to the book-keeping. */
public class InvoiceRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?eventTypes=ITEM_UPLOAD&positionFile={{box.position-file}}").routeId("invoices")
                .filter(simple("${header.CamelBoxEventsSourceName} starts with 'Invoice '"))
                    .convertBodyTo(String.class)
                    .to("{{book-keeping}}");
    }
}
