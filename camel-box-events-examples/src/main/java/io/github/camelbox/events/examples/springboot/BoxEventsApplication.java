// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application with a route on box-events. What is there to configure is in {@code springboot/application.properties}
 * on the class path, for this module has other examples beside; in an application of yours it is {@code application.properties}.
 */
// Boot would start the JMS broker that another example brings to this class path.
@SpringBootApplication(exclude = ArtemisAutoConfiguration.class)
public class BoxEventsApplication {

    public static void main(String[] args) {
        start(args);
    }

    public static ConfigurableApplicationContext start(String... args) {
        return new SpringApplicationBuilder(BoxEventsApplication.class)
                .properties("spring.config.location=classpath:springboot/application.properties").run(args);
    }
}
