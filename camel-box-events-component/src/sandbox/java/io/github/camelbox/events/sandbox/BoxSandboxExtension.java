// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a class a running {@link BoxSandbox}: started before the first test, reset before each one, stopped
 * after the last. To be used as a static field with {@code @RegisterExtension}, or with {@code @ExtendWith} and a parameter
 * of type {@link BoxSandbox}. Tests that share one must not run at the same time.
 */
public final class BoxSandboxExtension implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, ParameterResolver {

    private final BoxSandbox sandbox = new BoxSandbox();
    /** Nested test classes are containers of their own: only the outermost one stops the sandbox. */
    private final AtomicInteger depth = new AtomicInteger();

    /** An extension with a sandbox of its own, on any free port. */
    public BoxSandboxExtension() {
        // all is set where it is declared
    }

    /** The sandbox: always the same one, running while the tests do. */
    public BoxSandbox sandbox() {
        return sandbox;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        depth.incrementAndGet();
        sandbox.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (depth.get() == 0) {
            throw new IllegalStateException("BoxSandboxExtension must be registered in a static field");
        }
        sandbox.start().reset();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (depth.decrementAndGet() == 0) {
            sandbox.stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BoxSandbox.class;
    }

    @Override
    public BoxSandbox resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return sandbox;
    }
}
