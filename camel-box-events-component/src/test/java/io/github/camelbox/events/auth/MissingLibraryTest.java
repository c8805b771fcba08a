// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.camelbox.events.box.BoxApiException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bouncy Castle is not there, or only in part, as it is with its FIPS jars or with several versions of it. */
class MissingLibraryTest {

    private static final String ARTIFACT = "the option jwtConfig needs a library that reads private keys: add"
                                           + " org.bouncycastle:bcpkix-jdk18on to the class path";

    @TempDir
    Path directory;

    /** The class path of this test without the packages whose names begin so. */
    private static final class Without extends URLClassLoader {

        private final String packages;

        Without(String packages) throws IOException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.packages = packages;
        }

        private static URL[] classPath() throws IOException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(packages)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    /** Reads a configuration; to be loaded by such a class loader. */
    public static final class Reading {

        private Reading() {
        }

        /** What is said of it. */
        public static String read(String resource) {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(Reading.class.getClassLoader());
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                JwtConfig.read(context, resource);
                return "";
            } catch (BoxApiException e) {
                return e.getMessage() + (e.isPermanent() ? "" : " (not permanent)");
            } catch (IOException e) {
                return e.toString();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "org.bouncycastle.", "org.bouncycastle.jce.", "org.bouncycastle.openssl.jcajce.", "org.bouncycastle.pkcs." })
    void theStartFailsAndNamesTheArtifact(String packages) throws Exception {
        try (Without loader = new Without(packages)) {
            Method check = loader.loadClass(Login.Jwt.class.getName()).getMethod("requireLibrary");
            for (int i = 0; i < 2; i++) {
                InvocationTargetException e = catchThrowableOfType(InvocationTargetException.class, () -> check.invoke(null));
                assertThat(e.getCause()).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(ARTIFACT)
                        .hasMessageContaining(packages.replace('.', '/')).hasMessageNotContaining("\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "org.bouncycastle.", "org.bouncycastle.jce.", "org.bouncycastle.asn1." })
    void aLoginNamesTheArtifactToo(String packages) throws Exception {
        Path config = Files.writeString(directory.resolve("config.json"), """
                {"boxAppSettings":{"clientID":"id","clientSecret":"secret","appAuth":{"publicKeyID":"k","passphrase":"p",
                "privateKey":"-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMIIE\\n-----END ENCRYPTED PRIVATE KEY-----"}}}
                """);
        try (Without loader = new Without(packages)) {
            Method read = loader.loadClass(Reading.class.getName()).getMethod("read", String.class);
            for (int i = 0; i < 2; i++) {
                assertThat((String) read.invoke(null, "file:" + config)).startsWith(ARTIFACT)
                        .doesNotContain("\n", "(not permanent)");
            }
        }
    }

    @Test
    void withTheLibraryTheStartSucceeds() {
        assertThatCode(Login.Jwt::requireLibrary).doesNotThrowAnyException();
    }
}
