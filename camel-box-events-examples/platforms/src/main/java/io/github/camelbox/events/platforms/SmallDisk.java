// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A file system of a few pages, in memory, that can be filled as a disk can. Only root can mount it. */
final class SmallDisk implements AutoCloseable {

    private static final int KILOBYTES = 256;

    private final Path directory;
    private final boolean mounted;

    private SmallDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    static SmallDisk mount(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        // What a run that was killed has left there.
        run("umount", "-l", directory.toString());
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + KILOBYTES + "k", "tmpfs", directory.toString());
        return new SmallDisk(directory, mounted);
    }

    boolean isMounted() {
        return mounted;
    }

    Path directory() {
        return directory;
    }

    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            for (int i = 0; i < KILOBYTES; i++) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            if (!e.getMessage().contains("No space left")) {
                throw e;
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", "-l", directory.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Stream<Path> places = Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, command[0]));
        return places.anyMatch(Files::isExecutable) && new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD).start().waitFor() == 0;
    }
}
