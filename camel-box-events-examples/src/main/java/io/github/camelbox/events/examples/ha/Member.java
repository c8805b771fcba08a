// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.ha;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.main.Main;

/**
 * One of the processes: start as many as you like, with the same directory. Environment variables: {@code BOX_ACCESS_TOKEN},
 * {@code BOX_BASE_URL} if Box is reached through a gateway.
 */
public final class Member {

    private Member() {
    }

    /**
     * @param args the directory that all members share, and the name of this one: its events go to {@code NAME.jsonl} there
     */
    public static void main(String[] args) throws Exception {
        Path shared = Path.of(args[0]).toAbsolutePath();
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.access-token", System.getenv("BOX_ACCESS_TOKEN"));
        camel.addInitialProperty("camel.component.box-events.base-url",
                System.getenv().getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0"));
        camel.addInitialProperty("shared.directory", shared.toString());
        camel.addInitialProperty("member.name", args[1]);
        camel.bind("cluster", clusterService(shared.resolve("cluster")));
        camel.configure().addRoutesBuilder(new MasterRoute());
        camel.run();
    }

    /** The leader holds a lock on a file in this directory. The operating system releases it when the process dies. */
    private static FileLockClusterService clusterService(Path directory) {
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(directory.toString());
        // How often the others check whether it is free: all with the same interval.
        service.setAcquireLockInterval(1, TimeUnit.SECONDS);
        return service;
    }
}
