// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpLease;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.io.CloseMode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sandbox whose token endpoint is used over real HTTP, without a component. */
abstract class AuthTestSupport {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    // More than what is awaited, so that nothing that hangs ends by it.
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    final DefaultCamelContext context = new DefaultCamelContext();
    final ExecutorService executor = Executors.newCachedThreadPool();
    final ScheduledExecutorService timeoutScheduler = Executors.newSingleThreadScheduledExecutor();
    final Gate gate = new Gate();
    /** The HTTP clients that are leased. */
    final AtomicInteger clients = new AtomicInteger();
    final Callable<HttpLease> http = Client::new;

    BoxSandbox box;
    Logins logins;
    private volatile CountDownLatch delivery = new CountDownLatch(0);

    @BeforeEach
    void setUpLogins() {
        box = SANDBOX.sandbox();
        logins = new Logins(context, executor, timeoutScheduler);
    }

    @AfterEach
    void tearDownLogins() throws Exception {
        gate.end();
        deliverResponses();
        executor.shutdownNow();
        // A request that still hangs holds a lock; the inode of its file is free for the next test as soon as it ends.
        box.reset();
        executor.awaitTermination(20, TimeUnit.SECONDS);
        timeoutScheduler.shutdownNow();
        context.stop();
    }

    /** A real client, counted while it is leased. */
    private final class Client implements HttpLease {

        private final CloseableHttpClient client
                = HttpClients.custom().disableAutomaticRetries().disableRedirectHandling()
                        .addResponseInterceptorLast((response, entity, context) -> awaitDelivery()).build();

        Client() {
            clients.incrementAndGet();
        }

        @Override
        public HttpClient client() {
            return client;
        }

        @Override
        public void close() {
            clients.decrementAndGet();
            client.close(CloseMode.IMMEDIATE);
        }
    }

    /** From now on, the responses of Box are on their way until they are delivered. */
    void holdResponses() {
        delivery = new CountDownLatch(1);
    }

    void deliverResponses() {
        delivery.countDown();
    }

    private void awaitDelivery() throws InterruptedIOException {
        try {
            delivery.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    TokenClient newClient(Duration timeout) {
        return new TokenClient(URI.create(box.tokenUrl()), timeout, http, timeoutScheduler);
    }

    Login.ClientCredentials clientCredentials() {
        return new Login.ClientCredentials(
                URI.create(box.tokenUrl()), box.tokens().clientId(), box.tokens().clientSecret(), "enterprise",
                box.tokens().enterpriseId());
    }

    Login.Refresh refresh(Path file, String refreshToken) {
        return new Login.Refresh(
                URI.create(box.tokenUrl()), box.tokens().clientId(), box.tokens().clientSecret(), refreshToken, file);
    }

    /** The form fields of the token requests. */
    List<Map<String, String>> forms() {
        return box.requests(Call.TOKEN).stream().map(SandboxRequest::form).toList();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(5));
    }

    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException sneak(Throwable e) throws E {
        throw (E) e;
    }
}
