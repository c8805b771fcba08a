// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application with a route on box-events. Its configuration is in {@code springboot/application.properties} on
 * the class path, since this module has other examples; in your application it is {@code application.properties}.
 */
// Boot would start the JMS broker that another example has on this class path.
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
