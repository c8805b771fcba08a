// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Symbolic links.
 */
final class Links {

    // As many as Linux follows.
    private static final int MOST_LINKS = 40;

    private Links() {
    }

    /**
     * The path without symbolic links, be it in its folders or at its end. Unlike for {@link Path#toRealPath}, nothing of it
     * needs to exist.
     *
     * @param  path        absolute
     * @throws IOException if links go round in circles or cannot be read
     */
    static Path follow(Path path) throws IOException {
        Deque<Path> names = new ArrayDeque<>();
        path.forEach(names::add);
        Path followed = path.getRoot();
        int links = 0;
        while (!names.isEmpty()) {
            Path name = names.pop();
            Path next = followed.resolve(name);
            if (name.toString().equals("..")) {
                followed = followed.getParent() == null ? followed : followed.getParent();
            } else if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(path.toString());
                }
                Path target = Files.readSymbolicLink(next);
                followed = target.isAbsolute() ? target.getRoot() : followed;
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    names.push(target.getName(i));
                }
            } else if (!name.toString().equals(".")) {
                followed = next;
            }
        }
        return followed;
    }
}
