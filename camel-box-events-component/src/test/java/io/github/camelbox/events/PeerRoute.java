// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.builder.RouteBuilder;

/** The component, as {@link Peer} starts it: a route of which the first Exchange fails if the third argument says so. */
final class PeerRoute {

    private PeerRoute() {
    }

    public static void main(String[] args) throws Exception {
        AtomicBoolean fails = new AtomicBoolean(Boolean.parseBoolean(args[2]));
        ForkedJvm.runRoute(args[0] + "/2.0", args[1], new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?positionFile=" + args[3]).process(exchange -> {
                    System.out.println("event " + exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID));
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException("as asked");
                    }
                });
            }
        });
    }
}
