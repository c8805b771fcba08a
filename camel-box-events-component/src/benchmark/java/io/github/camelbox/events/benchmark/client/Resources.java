// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this process has used so far.
 *
 * @param cpuNanos       CPU time of all threads, those of the JVM included
 * @param allocatedBytes what each thread that is alive has allocated, by its id
 */
record Resources(long cpuNanos, Map<Long, Long> allocatedBytes) {

    static Resources now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            // -1 for a thread that has just ended.
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Resources(system.getProcessCpuTime(), allocated);
    }

    double cpuSecondsSince(Resources earlier) {
        return (cpuNanos - earlier.cpuNanos) / 1e9;
    }

    /** Bytes allocated by the threads that are alive. */
    long allocatedSince(Resources earlier) {
        return allocatedBytes.entrySet().stream()
                .mapToLong(thread -> Math.max(0, thread.getValue() - earlier.allocatedBytes.getOrDefault(thread.getKey(), 0L)))
                .sum();
    }
}
