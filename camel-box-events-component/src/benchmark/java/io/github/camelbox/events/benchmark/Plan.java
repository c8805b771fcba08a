// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.benchmark.server.Account;

/** When events come: the same for each account, a little apart from each other, so that clients do not collide. */
final class Plan {

    private final List<Append> appends = new ArrayList<>();

    private record Append(long millis, int events) {
    }

    private record Due(long nanos, Account account, int events) {
    }

    /** Single events for this long, between so many milliseconds apart. */
    static Plan singles(int seconds, int shortest, int longest) {
        int events = 1000 * seconds / ((shortest + longest) / 2);
        Random random = new Random(events);
        Plan plan = new Plan();
        long time = shortest;
        for (int i = 0; i < events; i++) {
            plan.appends.add(new Append(time, 1));
            time += shortest + random.nextInt(longest - shortest + 1);
        }
        return plan;
    }

    /**
     * What a busy account may be like: five minutes over and over of single events some seconds apart, silence, a burst of two
     * thousand, ten events a second in groups, silence, and small bursts.
     */
    static Plan mixed(int minutes) {
        Random random = new Random(minutes);
        Plan plan = new Plan();
        for (long start = 0; start < minutes * 60_000L; start += 300_000) {
            for (long time = 1000; time < 90_000; time += 1000 + random.nextInt(6000)) {
                plan.appends.add(new Append(start + time, 1));
            }
            for (int i = 0; i < 20; i++) {
                plan.appends.add(new Append(start + 120_000 + 100 * i, 100));
            }
            for (long time = 150_000; time < 210_000; time += 100 + random.nextInt(400)) {
                plan.appends.add(new Append(start + time, 1 + random.nextInt(5)));
            }
            for (long time = 245_000; time < 295_000; time += 10_000) {
                plan.appends.add(new Append(start + time, 20 + random.nextInt(80)));
            }
        }
        plan.appends.removeIf(append -> append.millis() >= minutes * 60_000L);
        return plan;
    }

    int events() {
        return appends.stream().mapToInt(Append::events).sum();
    }

    /**
     * Carries it out.
     *
     * @param apartMillis from an event of one account to that of the next
     */
    void run(List<Account> accounts, int apartMillis) throws InterruptedException {
        List<Due> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < accounts.size(); i++) {
            for (Append append : appends) {
                long millis = append.millis() + (long) i * apartMillis;
                all.add(new Due(start + TimeUnit.MILLISECONDS.toNanos(millis), accounts.get(i), append.events()));
            }
        }
        all.sort(Comparator.comparingLong(Due::nanos));
        for (Due due : all) {
            TimeUnit.NANOSECONDS.sleep(due.nanos() - System.nanoTime());
            due.account().append(due.events());
        }
    }
}
