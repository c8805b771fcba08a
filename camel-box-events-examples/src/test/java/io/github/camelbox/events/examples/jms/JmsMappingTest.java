// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.jms;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.github.camelbox.events.examples.SandboxTestSupport;
import io.github.camelbox.events.examples.demo.Broker;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a Box event, or a batch, becomes on a JMS queue. */
class JmsMappingTest extends SandboxTestSupport {

    private static final String EVENT = "{\"type\":\"event\",\"event_id\":\"1\",\"source\":{\"name\":\"Zürich €\"}}";

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void itIsItsJsonInBytesOrAsTextIfAskedFor(boolean batching) throws Exception {
        String json = batching ? "[" + EVENT + "]" : EVENT;
        try (Broker broker = new Broker(directory, 100);
             ActiveMQConnectionFactory connectionFactory = new ActiveMQConnectionFactory(broker.url());
             DefaultCamelContext camel = new DefaultCamelContext()) {
            broker.start();
            camel.addComponent("jms", JmsComponent.jmsComponent(connectionFactory));
            logIn(camel);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("box-events:all?streamPosition=0&batching=" + batching)
                            .to("jms:queue:as-it-is")
                            .to("jms:queue:bytes?jmsMessageType=Bytes")
                            .to("jms:queue:told?jmsMessageType=Text")
                            .convertBodyTo(String.class).to("jms:queue:converted");
                }
            });
            box.publish(EVENT);
            camel.start();

            try (Connection connection = connectionFactory.createConnection()) {
                connection.start();
                Session session = connection.createSession();
                // Camel makes one of whatever is serializable.
                assertThat(receive(session, "as-it-is")).isInstanceOf(ObjectMessage.class);
                BytesMessage bytes = (BytesMessage) receive(session, "bytes");
                assertThat(bytes.getBody(byte[].class)).asString(StandardCharsets.UTF_8).isEqualTo(json);
                // Camel's own headers stay in Camel.
                assertThat(propertyNames(bytes)).noneMatch(name -> name.startsWith("Camel"));
                assertThat(((TextMessage) receive(session, "told")).getText()).isEqualTo(json);
                assertThat(((TextMessage) receive(session, "converted")).getText()).isEqualTo(json);
            }
        }
    }

    private static Message receive(Session session, String queue) throws Exception {
        return session.createConsumer(session.createQueue(queue)).receive(20_000);
    }

    private static List<String> propertyNames(Message message) throws Exception {
        Enumeration<?> names = message.getPropertyNames();
        return Collections.list(names).stream().map(Object::toString).toList();
    }
}
