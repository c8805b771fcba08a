// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.ha;

import org.apache.camel.builder.RouteBuilder;

/**
 * What happens in a Box account, to a file, one event a line. Of all the processes that run this route one consumes: the
 * leader in the namespace {@code box-events} of the cluster service. The others wait.
 */
public class MasterRoute extends RouteBuilder {

    @Override
    public void configure() {
        // The component retries and reports a failed event, in one line; Camel's own error handler would add forty to it.
        errorHandler(noErrorHandler());
        // All of them use the same position: the next leader resumes where the last one was.
        from("master:box-events:box-events:all?positionFile={{shared.directory}}/box.position").routeId("events")
                .to("file:{{shared.directory}}?fileName={{member.name}}.jsonl&fileExist=Append&appendChars=%0A");
    }
}
