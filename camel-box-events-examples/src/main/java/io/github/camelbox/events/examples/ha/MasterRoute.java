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
package io.github.camelbox.events.examples.ha;

import org.apache.camel.builder.RouteBuilder;

/**
 * What happens in a Box account, to a file, one event a line. Of all the processes that run this route one consumes: the
 * leader in the namespace {@code box-events} of the cluster service. The others wait.
 */
public class MasterRoute extends RouteBuilder {

    @Override
    public void configure() {
        // All of them use the same position: whoever becomes the leader goes on where the last one was.
        from("master:box-events:box-events:all?positionFile={{shared.directory}}/box.position").routeId("events")
                .to("file:{{shared.directory}}?fileName={{member.name}}.jsonl&fileExist=Append&appendChars=%0A");
    }
}
