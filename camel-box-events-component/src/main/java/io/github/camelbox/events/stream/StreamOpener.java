// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.Operation;

/** Gets what the requests of a stream need: the HTTP client and the credentials. */
public interface StreamOpener {

    /** The calls must end while the gate is closed, long polls also while {@code noPolls} holds; the meter counts requests. */
    BoxClient open(Gate gate, Consumer<Operation> meter, BooleanSupplier noPolls) throws Exception;
}
