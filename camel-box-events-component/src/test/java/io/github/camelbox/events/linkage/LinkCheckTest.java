// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A class that was compiled with one version of a library is checked against another one. */
class LinkCheckTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public class Lib { public static class In { } } | public class Lib { } | new Lib.In() | no class lib/Lib$In
            public class Lib { public void m(int i) { } } | public class Lib { public void m(long l) { } } | new Lib().m(1) \
            | no method lib/Lib.m(I)V
            public class Lib { public void m() { } } | public class Lib { void m() { } } | new Lib().m() \
            | lib/Lib.m()V is not accessible
            public class Lib { public static void m() { } } | public class Lib { public void m() { } } | Lib.m() \
            | lib/Lib.m()V is not static
            public class Lib { public void m() { } } | public class Lib { } | { Runnable r = new Lib()::m; } \
            | no method lib/Lib.m()V
            public class Lib { public int f; } | public class Lib { public long f; } | new Lib().f = 1 | no field lib/Lib.f I
            public class Lib { public int f; } | public class Lib { public static int f; } | new Lib().f = 1 \
            | lib/Lib.f is static
            public abstract class Lib { public abstract void m(); } | public interface Lib { void m(); } | ((Lib) null).m() \
            | 'lib/Lib is an interface, for m()V'
            public interface Lib { } | public interface Lib { void m(); } | new Lib() { } | lacks the method lib/Lib.m()V
            public class Lib { public void m() { } } | public class Lib { public final void m() { } } \
            | new Lib() { public void m() { } } | overrides the final method lib/Lib.m()V
            public class Lib { } | public final class Lib { } | new Lib() { } | extends the final class lib/Lib
            """)
    void whatDoesNotLinkIsFound(String compiledWith, String runWith, String statement, String problem) throws IOException {
        Path user = compile("user", library("before", compiledWith), "user/User.java", """
                package user;
                import lib.Lib;
                class User { { %s; } }
                """.formatted(statement));
        assertThat(problems(user, folder.resolve("before"))).isEmpty();
        assertThat(problems(user, library("after", runWith))).isNotEmpty().allMatch(found -> found.endsWith(": " + problem));
    }

    private static Set<String> problems(Path classes, Path library) throws IOException {
        try (LinkCheck check = new LinkCheck(List.of(classes, library)); var files = Files.list(classes.resolve("user"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                check.check(Files.readAllBytes(file));
            }
            return check.problems();
        }
    }

    private Path library(String name, String source) throws IOException {
        return compile(name, folder, "lib/Lib.java", "package lib; " + source);
    }

    private Path compile(String name, Path classPath, String file, String source) throws IOException {
        Path root = folder.resolve(name);
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, source);
        assertThat(
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", root.toString(), "-cp", classPath.toString(),
                        path.toString()))
                .isZero();
        return root;
    }
}
