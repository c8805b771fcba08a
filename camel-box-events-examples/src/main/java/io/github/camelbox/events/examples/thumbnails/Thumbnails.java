// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.thumbnails;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.Header;

/** The thumbnails of files as Box draws them, in a directory. Thread-safe, but for one file at a time. */
public class Thumbnails {

    private final Path directory;
    private final String baseUrl;
    private final String accessToken;
    private final HttpClient http = HttpClient.newHttpClient();

    public Thumbnails(Path directory, String baseUrl, String accessToken) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.baseUrl = baseUrl;
        this.accessToken = accessToken;
    }

    /** Fetches the thumbnail of a file. Fails while Box still draws it: then the event is retried. */
    public void fetch(@Header(BoxEventsConstants.SOURCE_ID) String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/files/" + id + "/thumbnail.png"))
                .header("Authorization", "Bearer " + accessToken).timeout(Duration.ofSeconds(30)).build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        switch (response.statusCode()) {
            case 200 -> Files.write(file(id), response.body());
            // Box has none for this type, or the file is gone.
            case 302, 404 -> remove(id);
            default -> throw new IOException("no thumbnail of the file " + id + " yet: " + response.statusCode());
        }
    }

    /** Removes the thumbnail of a file. */
    public void remove(@Header(BoxEventsConstants.SOURCE_ID) String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return directory.resolve(id + ".png");
    }
}
