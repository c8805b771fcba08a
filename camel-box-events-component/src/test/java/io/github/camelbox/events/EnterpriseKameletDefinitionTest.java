// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;

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
}
