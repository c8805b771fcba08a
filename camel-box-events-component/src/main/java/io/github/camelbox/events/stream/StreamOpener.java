// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.Operation;

/** Gets what the requests of a stream need: the HTTP client and the credentials. */
public interface StreamOpener {

    /**
     * @param gate    must end the calls while it is closed
     * @param meter   must be told of each request
     * @param noPolls must end the long polls while it holds
     */
    BoxClient open(Gate gate, Consumer<Operation> meter, BooleanSupplier noPolls) throws Exception;
}
