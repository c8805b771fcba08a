// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that has several names by symbolic links: there is one content and one lock, and the links stay links. */
class LinkedFileTest {

    @TempDir
    Path directory;

    /** How a name leads to a file, by links and files in a directory with a folder {@code volume}. */
    enum Layout {

        LINK_TO_A_FILE("link", "volume/file", "link -> volume/file", "volume/file"),
        LINK_TO_A_FILE_THAT_IS_NOT_THERE_YET("link", "volume/file", "link -> volume/file"),
        LINK_TO_A_FOLDER_THAT_IS_NOT_THERE_YET("link", "volume/not/yet/file", "link -> volume/not/yet/file"),
        ABSOLUTE_LINK("link", "volume/file", "link -> /volume/file", "volume/file"),
        CHAIN("link", "volume/file", "link -> second", "second -> volume/third", "volume/third -> file"),
        LINK_UPWARDS("link", "volume/file", "volume/deep/er/link -> ../../file", "link -> volume/deep/er/link"),
        DOTS("link", "volume/file", "link -> ./volume/./deep/../file", "volume/deep/other"),
        LINKED_FOLDER("folder/file", "volume/file", "folder -> volume", "volume/file"),
        LINKED_FOLDER_THAT_IS_NOT_THERE_YET("folder/file", "elsewhere/deep/file", "folder -> elsewhere/deep"),
        LINK_IN_A_LINKED_FOLDER("folder/link", "volume/file", "folder -> volume", "volume/link -> file"),
        UP_FROM_A_LINKED_FOLDER("folder/../file", "volume/file", "folder -> volume/deep", "volume/deep/other"),
        // As Kubernetes mounts a volume of keys.
        DOUBLE_LINK("link", "..2026_11_25/file", "..data -> ..2026_11_25", "link -> ..data/file", "..2026_11_25/file");

        private final String name;
        private final String target;
        private final String[] entries;

        Layout(String name, String target, String... entries) {
            this.name = name;
            this.target = target;
            this.entries = entries;
        }

        /** Makes it, and gives the name. */
        Path make(Path directory) throws IOException {
            Files.createDirectories(directory.resolve("volume"));
            for (String entry : entries) {
                String[] link = entry.split(" -> ");
                Path path = directory.resolve(link[0]);
                Files.createDirectories(path.getParent());
                if (link.length == 1) {
                    Files.writeString(path, "old");
                } else {
                    Files.createSymbolicLink(path, Path.of(link[1].startsWith("/") ? directory + link[1] : link[1]));
                }
            }
            return directory.resolve(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theContentIsReplacedWhereTheLinksLead(Layout layout) throws Exception {
        Path name = layout.make(directory);
        Path target = directory.resolve(layout.target);
        boolean link = Files.isSymbolicLink(name);
        AtomicFile file = new AtomicFile(name);
        assertThat(file.read()).isEqualTo(Files.exists(target) ? "old".getBytes(UTF_8) : null);

        file.replace("new".getBytes(UTF_8));

        assertThat(Files.isSymbolicLink(name)).isEqualTo(link);
        assertThat(target).hasContent("new").isRegularFile();
        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(file.read()).isEqualTo("new".getBytes(UTF_8));
        assertThat(new AtomicFile(target).read()).isEqualTo("new".getBytes(UTF_8));
        try (var files = Files.walk(directory)) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".new"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void allNamesShareTheLock(Layout layout) throws Exception {
        Path name = layout.make(directory);
        Path target = directory.resolve(layout.target);
        try (Closeable lock = new AtomicFile(name).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new AtomicFile(target).tryLock()).isNull();
        }
        try (Closeable lock = new AtomicFile(target).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new AtomicFile(name).tryLock()).isNull();
        }
        assertThat(new AtomicFile(name).lockFile()).isEqualTo(target.resolveSibling(target.getFileName() + ".lock")).exists();
    }

    @Test
    void anotherProcessSharesTheLock() throws Exception {
        Path name = Layout.DOUBLE_LINK.make(directory);
        try (Closeable lock = new AtomicFile(directory.resolve(Layout.DOUBLE_LINK.target)).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(AtomicFileTest.exitCodeOfLocking(name)).isEqualTo(1);
        }
        assertThat(AtomicFileTest.exitCodeOfLocking(name)).isZero();
    }

    @Test
    void aLinkThatIsChangedCountsOnceTheLockIsReleased() throws Exception {
        Path name = Layout.DOUBLE_LINK.make(directory);
        Path next = Files.createDirectory(directory.resolve("..2026_11_26")).resolve("file");
        AtomicFile file = new AtomicFile(name);
        try (Closeable lock = file.tryLock()) {
            assertThat(lock).isNotNull();
            Files.delete(directory.resolve("..data"));
            Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_11_26"));

            // What is written is what is locked.
            file.replace("first".getBytes(UTF_8));
            assertThat(directory.resolve("..2026_11_25/file")).hasContent("first");
            assertThat(next).doesNotExist();
        }
        file.replace("second".getBytes(UTF_8));
        assertThat(next).hasContent("second");
        assertThat(directory.resolve("..2026_11_25/file")).hasContent("first");
    }

    @Test
    void linksThatGoRoundInCirclesAreReported() throws Exception {
        Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        FilePositionStore store = new FilePositionStore(directory.resolve("a"), "key");

        assertThatThrownBy(store::claim).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot lock the position file " + directory.resolve("a")).hasMessageNotContaining("\n");
        assertThatThrownBy(store::read).isInstanceOf(PositionStoreException.class);
        assertThatThrownBy(() -> store.replace(null, "1")).isInstanceOf(PositionStoreException.class);
    }
}
