/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The benchmark: see {@code docs/performance.md}. */
public final class Benchmark {

    private Benchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        writeClassPath(Path.of("target", "benchmark"));
    }

    /** A file with which a single client can be run: {@code java @target/benchmark/classpath ...}. */
    private static void writeClassPath(Path directory) throws IOException {
        Files.createDirectories(directory);
        String options = Arrays.stream(Jvm.OPTIONS).collect(Collectors.joining("\n"));
        Files.writeString(directory.resolve("classpath"),
                "-cp \"" + System.getProperty("java.class.path") + "\"\n" + options + "\n");
    }
}
