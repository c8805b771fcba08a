// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a sandbox from its jar. The jar does not contain WireMock and what that needs, nor does its manifest name them: they
 * would come before the libraries of those who test with it. So this class finds them in the local Maven repository.
 */
public final class Main {

    /** Paths in a Maven repository, separated by colons; the build writes it. */
    private static final String LIBRARIES = "libraries.txt";
    private static final String NEEDED = "com.github.tomakehurst.wiremock.WireMockServer";
    private static final String COMMAND = "io.github.camelbox.events.sandbox.SandboxCommand";

    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        // It says that there is no logging, which is meant.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        ClassLoader loader = Main.class.getClassLoader();
        try {
            Class.forName(NEEDED, false, loader);
        } catch (ClassNotFoundException e) {
            loader = withLibraries();
            Thread.currentThread().setContextClassLoader(loader);
        }
        try {
            var main = Class.forName(COMMAND, true, loader).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static ClassLoader withLibraries() throws IOException, URISyntaxException {
        Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path repository = repository(jar);
        List<URL> urls = new ArrayList<>(List.of(jar.toUri().toURL()));
        List<String> missing = new ArrayList<>();
        for (String library : libraries()) {
            Path file = repository.resolve(library);
            urls.add(file.toUri().toURL());
            if (!Files.exists(file)) {
                missing.add(library);
            }
        }
        if (!missing.isEmpty()) {
            System.err.println("Not in " + repository + ": " + String.join(", ", missing));
            System.err.println("The sandbox needs them. A build that tests with it has them; or name another repository with"
                    + " java -Dmaven.repo.local=… -jar …, or get each by mvn dependency:get -Dartifact=GROUP:ARTIFACT:VERSION");
            System.exit(1);
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** The one that the jar lies in, if it does: in the folders of its group, its artifact and its version. */
    private static Path repository(Path jar) {
        String set = System.getProperty("maven.repo.local");
        if (set != null) {
            return Path.of(set);
        }
        Path folder = jar.toAbsolutePath().getParent();
        for (int i = 0; i < 5 && folder != null; i++) {
            folder = folder.getParent();
        }
        boolean inside = folder != null && jar.toAbsolutePath().startsWith(folder.resolve("io/github/camelbox"));
        return inside ? folder : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }

    private static List<String> libraries() throws IOException {
        try (InputStream list = Main.class.getResourceAsStream(LIBRARIES)) {
            return List.of(new String(list.readAllBytes(), StandardCharsets.UTF_8).strip().split(":"));
        }
    }
}
