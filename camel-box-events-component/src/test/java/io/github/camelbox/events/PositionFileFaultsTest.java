// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.camelbox.events.state.FilePositionStore;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.util.FileUtil;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What can happen to the place where the position is kept: no event is handed out that the place does not allow for. */
@Timeout(120)
class PositionFileFaultsTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("positions").resolve("box.position");
    }

    private void startRoute() throws Exception {
        route("box-events:all?exceptionHandler=#reports&positionFile=" + file, receive());
        context.start();
        awaitWaiting();
    }

    private String upload() {
        String id = box.account().upload("file-" + received.size());
        await().until(() -> received.contains(id));
        return id;
    }

    private void awaitStored() {
        await().until(() -> Files.exists(file) && Files.readString(file).contains("\"" + box.position() + "\""));
    }

    @Test
    void aDeletedFileIsRestoredByTheNextSave() throws Exception {
        startRoute();
        upload();
        awaitStored();

        Files.delete(file);
        upload();

        awaitStored();
        assertThat(reports.messages()).isEmpty();
    }

    @Test
    void aDirectoryThatIsRemovedIsRestoredByTheNextSave() throws Exception {
        startRoute();
        upload();
        awaitStored();

        FileUtil.removeDir(file.getParent().toFile());
        assertThat(file.getParent()).doesNotExist();
        upload();

        awaitStored();
        assertThat(reports.messages()).isEmpty();
    }

    @Test
    void whileTheDirectoryIsGoneNoEventIsHandedOut() throws Exception {
        startRoute();
        String before = upload();
        awaitStored();

        FileUtil.removeDir(file.getParent().toFile());
        Files.createFile(file.getParent());
        String last = upload();
        String held = box.account().upload("held.txt");
        await().until(() -> consumer().getStoreFailures() >= 5);
        assertThat(received).containsExactly(before, last);
        assertThat(reports.messages()).singleElement().asString().contains("Cannot write the position file " + file);
        assertThat(consumer().getCurrentError()).contains("Cannot write the position file");

        Files.delete(file.getParent());
        await().until(() -> received.contains(held));
        awaitStored();
        assertThat(received).containsExactly(before, last, held);
        assertThat(reports.messages()).hasSize(1);
        await().until(() -> consumer().getCurrentError() == null);
    }

    /** A route in a JVM of its own, which prints what it receives and, when it gets an empty line, what it could not store. */
    static final class Talker {

        private Talker() {
        }

        public static void main(String[] args) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                Reports reports = new Reports();
                context.getRegistry().bind("reports", reports);
                BoxEventsConfiguration options
                        = context.getComponent("box-events", BoxEventsComponent.class).getConfiguration();
                options.setBaseUrl(args[0]);
                options.setAccessToken(args[1]);
                options.setRetryInitialDelay(20);
                options.setRetryMaxDelay(200);
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("box-events:all?exceptionHandler=#reports&positionFile=" + args[2]).routeId("box").process(
                                exchange -> System.out.println(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID)));
                    }
                });
                context.start();
                BoxEventsConsumer consumer = (BoxEventsConsumer) context.getRoute("box").getConsumer();
                while (System.in.read() == '\n') {
                    System.out.println("failures " + consumer.getStoreFailures() + " " + reports.messages());
                }
            }
        }
    }

    // A limit of the operating system on the size of files, for that one process, is a full disk to it: a file can be made,
    // and nothing written to it. It can be set and lifted while the process runs and, unlike a small file system, by anybody.
    @Test
    void whileTheDiskIsFullNoEventIsHandedOut() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit")).exists();
        Process talker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory", "-cp",
                System.getProperty("java.class.path"), Talker.class.getName(), box.baseUrl(), box.accessToken(),
                file.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(talker.getInputStream(), StandardCharsets.UTF_8))) {
            await().until(() -> box.openLongPolls() == 1);
            assertThat(box.account().upload("before.txt")).isEqualTo(out.readLine());
            awaitStored();
            String stored = Files.readString(file);

            limitFileSize(talker, "0");
            assertThat(box.account().upload("last.txt")).isEqualTo(out.readLine());
            String held = box.account().upload("held.txt");
            await().until(
                    () -> failures(talker, out).matches("failures ([5-9]|\\d\\d+) \\[.*Cannot write the position file.*]"));
            assertThat(Files.readString(file)).isEqualTo(stored);

            limitFileSize(talker, "unlimited");
            assertThat(out.readLine()).isEqualTo(held);
            awaitStored();
            assertThat(failures(talker, out)).containsOnlyOnce("Cannot write the position file");
        } finally {
            talker.destroyForcibly();
        }
    }

    private static void limitFileSize(Process process, String limit) throws Exception {
        Process prlimit = new ProcessBuilder("/usr/bin/prlimit", "--pid", Long.toString(process.pid()),
                "--fsize=" + limit + ":unlimited").inheritIO().start();
        assertThat(prlimit.waitFor()).isZero();
    }

    // Any event that was handed out would be the next line instead.
    private static String failures(Process talker, BufferedReader out) throws IOException {
        talker.getOutputStream().write('\n');
        talker.getOutputStream().flush();
        return out.readLine();
    }

    @Test
    void theFileOfAnotherStreamIsRefused() throws Exception {
        startRoute();
        String before = upload();
        awaitStored();
        context.getRouteController().stopRoute("box");
        Path saved = Files.move(file, directory.resolve("saved"));
        new FilePositionStore(file, "box-events/changes").replace(null, "17");

        assertThatThrownBy(() -> context.getRouteController().startRoute("box")).rootCause()
                .hasMessage("The position file " + file + " belongs to 'box-events/changes', not to '" + positionKey("all")
                        + "': give each consumer a positionFile of its own, or set the option positionKey to"
                        + " 'box-events/changes'");

        Files.delete(file);
        Files.move(saved, file);
        String meanwhile = box.account().upload("meanwhile.txt");
        context.getRouteController().startRoute("box");
        await().until(() -> received.contains(meanwhile));
        assertThat(received).containsExactly(before, meanwhile);
    }

    @Test
    void twoConsumersOnOneFileAreRefused() throws Exception {
        startRoute();
        Path sameFile = file.getParent().resolve("..").resolve("positions").resolve("box.position");
        assertRefused(() -> addRoute("box-events:changes?positionFile=" + sameFile), sameFile);
        upload();
    }

    private void assertRefused(ThrowingCallable start, Path path) {
        assertThatThrownBy(start).rootCause().hasMessage(
                "The position file " + path + " is in use by another consumer: give each consumer a positionFile of its own");
    }

    private void addRoute(String uri) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(receive());
            }
        });
    }

    static final class Owner {

        private Owner() {
        }

        public static void main(String[] args) throws Exception {
            ForkedJvm.runRoute(args[0], args[1], new RouteBuilder() {
                @Override
                public void configure() {
                    from("box-events:all?positionFile=" + args[2]).to("log:owner");
                }
            });
        }
    }

    @Test
    void aFileThatAnotherProcessUsesIsRefusedUntilThatOneIsGone() throws Exception {
        try (ForkedJvm owner = ForkedJvm.start(directory.resolve("owner.log"), List.of(), Owner.class, box.baseUrl(),
                box.accessToken(), file)) {
            await().until(() -> box.openLongPolls() == 1);
            context.start();
            assertRefused(() -> addRoute("box-events:all?positionFile=" + file), file);

            owner.kill();
            await().until(() -> box.openLongPolls() == 0);
        }
        startRoute();
        upload();
    }

    @Test
    void twoConsumersOnOneKeyOfARepositoryAreRefused() throws Exception {
        context.getRegistry().bind("positions", new MemoryStateRepository());
        route("box-events:all?positionRepository=#positions&positionKey=mine", receive());
        context.start();
        awaitWaiting();

        assertThatThrownBy(() -> addRoute("box-events:changes?positionRepository=#positions&positionKey=mine")).rootCause()
                .hasMessage("The position in the repository MemoryStateRepository under the key mine is in use by another"
                        + " consumer, perhaps of another CamelContext: give each consumer a positionKey of its own");
        addRoute("box-events:sync?positionRepository=#positions&positionKey=other");
        await().until(() -> box.openLongPolls() == 2);
    }

    /** Slow, and does not store what it is told to as long as it is broken, or now and then. */
    private final class Unreliable extends MemoryStateRepository {

        private final Random random = new Random(11);
        private volatile boolean broken;
        private volatile boolean moody;

        @Override
        public void setState(String key, String value) {
            if (moody) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
            }
            if (broken || moody && random.nextBoolean()) {
                throw new IllegalStateException("no connection");
            }
            super.setState(key, value);
        }

        String position() {
            return getState(positionKey("all"));
        }
    }

    private Unreliable startRouteWithRepository(boolean moody, String options) throws Exception {
        Unreliable repository = new Unreliable();
        repository.moody = moody;
        context.getRegistry().bind("positions", repository);
        route("box-events:all?exceptionHandler=#reports&positionRepository=#positions" + options, exchange -> {
            // Where the page of the event begins is stored before the event is handed out.
            String pageStart = exchange.getMessage().getHeader(BoxEventsConstants.STREAM_POSITION, String.class);
            if (pageStart.equals(repository.position()) || pageStart.equals("0")) {
                receive().process(exchange);
            } else {
                received.add("handed out too early, at " + pageStart + " with " + repository.position() + " stored");
            }
        });
        context.start();
        return repository;
    }

    @Test
    void whileTheRepositoryIsBrokenNoEventIsHandedOut() throws Exception {
        Unreliable repository = startRouteWithRepository(false, "");
        awaitWaiting();
        String before = upload();
        await().until(() -> box.position().equals(repository.position()));

        repository.broken = true;
        String last = upload();
        String held = box.account().upload("held.txt");
        await().until(() -> consumer().getStoreFailures() >= 5);
        assertThat(received).containsExactly(before, last);
        assertThat(reports.messages()).singleElement().asString().contains("Cannot store the position in the repository ",
                "no connection");

        repository.broken = false;
        await().until(() -> received.contains(held) && box.position().equals(repository.position()));
        assertThat(received).containsExactly(before, last, held);
        assertThat(reports.messages()).hasSize(1);
    }

    @Test
    void aMoodyRepositoryLosesAndReordersNothing() throws Exception {
        box.pageLimit(3);
        List<String> ids = box.account().burst(100);
        Unreliable repository = startRouteWithRepository(true, "&streamPosition=0");

        await().until(() -> received.size() >= 100 && box.position().equals(repository.position()));
        assertThat(received).isEqualTo(ids);
        assertThat(consumer().getStoreFailures()).isPositive();
    }
}
