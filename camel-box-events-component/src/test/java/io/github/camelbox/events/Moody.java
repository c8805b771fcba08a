// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.camelbox.events.auth.AccessTokenProvider;
import io.github.camelbox.events.state.StateStore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** The beans of a user, each of whose methods can be told to fail, or to hang, until {@link #mend()}. Thread-safe. */
final class Moody {

    /** What a bean may do wrong, and what a message about it must contain. */
    enum Mood {
        EXCEPTION("no connection",
                () -> new IllegalStateException("no connection\n2026-01-31 ERROR forged\u2028too\u0085and this")),
        WITHOUT_MESSAGE("NullPointerException", NullPointerException::new),
        ERROR("NoClassDefFoundError: Driver", () -> new NoClassDefFoundError("Driver")),
        ENDLESS_RECURSION("StackOverflowError", StackOverflowError::new),
        CHECKED("no connection", () -> new java.sql.SQLException("no connection")),
        THROWABLE("no connection", () -> new Throwable("no connection")),
        SPEECHLESS("Speechless", Speechless::new),
        NAMELESS("Moody$", () -> new IllegalStateException() {
        }),
        HANGS("has not returned", null);

        final String reason;
        private final Supplier<Throwable> failure;

        Mood(String reason, Supplier<Throwable> failure) {
            this.reason = reason;
            this.failure = failure;
        }

        Throwable failure() {
            return failure.get();
        }
    }

    /** Cannot even say what is wrong. */
    static final class Speechless extends RuntimeException {

        @Override
        public String getMessage() {
            throw new Speechless();
        }

        @Override
        public String toString() {
            throw new Speechless();
        }
    }

    final Positions positions = new Positions();
    final State state = new State();
    final Ids ids = new Ids();
    final Tokens tokens = new Tokens();
    final Handler handler = new Handler();

    private final Map<String, Mood> moods = new ConcurrentHashMap<>();
    private final AtomicInteger spoiled = new AtomicInteger();
    private final AtomicInteger hanging = new AtomicInteger();
    private volatile CountDownLatch mended = new CountDownLatch(1);

    /** From now on, that method does so. */
    void be(Mood mood, String method) {
        moods.put(method, mood);
    }

    void mend() {
        moods.clear();
        mended.countDown();
        mended = new CountDownLatch(1);
    }

    /** How many calls have failed. */
    int spoiled() {
        return spoiled.get();
    }

    /** How many calls hang. */
    int hanging() {
        return hanging.get();
    }

    /** A method is called: it fails, or hangs and then works, if it was told so. */
    void called(String method) {
        Mood mood = moods.get(method);
        if (mood == null) {
            return;
        }
        spoiled.incrementAndGet();
        if (mood != Mood.HANGS) {
            throw Moody.<RuntimeException> sneaky(mood.failure());
        }
        CountDownLatch end = mended;
        hanging.incrementAndGet();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // It hangs.
            }
        }
        hanging.decrementAndGet();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable failure) throws T {
        throw (T) failure;
    }

    Processor route(Processor processor) {
        return exchange -> {
            called("process");
            processor.process(exchange);
        };
    }

    HttpClientConfigurer configurer() {
        return new HttpClientConfigurer() {
            @Override
            public void configureHttpClient(HttpClientBuilder builder) {
                called("configureHttpClient");
            }
        };
    }

    final class Positions extends MemoryStateRepository {

        @Override
        public String getState(String key) {
            called("getState");
            return super.getState(key);
        }

        @Override
        public void setState(String key, String value) {
            called("setState");
            super.setState(key, value);
        }
    }

    /** Keeps its values where {@link #positions} does. */
    final class State implements StateStore {

        @Override
        public Optional<String> read(String key) {
            return Optional.ofNullable(positions.getState(key));
        }

        @Override
        public synchronized boolean replace(String key, String expected, String next) {
            called("replace");
            boolean replaces = Objects.equals(expected, positions.getState(key));
            if (replaces) {
                positions.setState(key, next);
            }
            return replaces;
        }
    }

    final class Ids extends MemoryIdempotentRepository {

        @Override
        public boolean contains(String id) {
            called("contains");
            return super.contains(id);
        }

        @Override
        public boolean add(String id) {
            called("add");
            return super.add(id);
        }
    }

    final class Tokens implements AccessTokenProvider {

        volatile String token;

        @Override
        public String getAccessToken() {
            called("getAccessToken");
            return token;
        }

        @Override
        public void invalidate(String accessToken) {
            called("invalidate");
        }
    }

    /** Notes what it is told, and then does as it was told. */
    final class Handler implements OneMethodExceptionHandler {

        final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            messages.add(message);
            called("handleException");
        }
    }
}
