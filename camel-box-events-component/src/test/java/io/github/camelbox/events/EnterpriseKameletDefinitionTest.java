// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The same of the Kamelet for the streams of an enterprise. */
class EnterpriseKameletDefinitionTest extends KameletDefinitionTest {

    @Override
    String name() {
        return "box-enterprise-events-source";
    }

    @Override
    List<String> streamTypes() {
        return List.of("admin_logs_streaming", "admin_logs");
    }

    @Test
    void itHasThePropertiesOfTheOther() throws Exception {
        assertThat(KameletFile.read(name()).properties())
                .containsOnlyKeys(KameletFile.read("box-events-source").properties().keySet());
    }
}
