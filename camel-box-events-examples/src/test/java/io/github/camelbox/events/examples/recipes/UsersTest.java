// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A route for each user of the enterprise, as they come and go. */
@Timeout(120)
class UsersTest extends RecipeTestSupport {

    private final List<String> byUser = new CopyOnWriteArrayList<>();

    @Override
    void deliver(Exchange exchange) {
        byUser.add(exchange.getMessage().getHeader("BoxUserId") + " "
                + exchange.getMessage().getHeader("CamelBoxEventsEventId"));
    }

    private String activity(int user) {
        return box.account().as(user).userId() + " " + box.account().as(user).comment("Report.docx");
    }

    private long userRoutes() {
        return main().getCamelContext().getRoutes().stream().filter(route -> route.getId().startsWith("user-")).count();
    }

    @Test
    void everyUserIsWatchedByARouteOfTheirOwn() throws Exception {
        start("users", "users.period", "200");
        await().until(() -> box.openLongPolls() == 5);

        List<String> happened = List.of(activity(0), activity(3), activity(4));
        await().until(() -> byUser.containsAll(happened));
        assertThat(byUser).hasSize(3);

        // A restart misses nothing.
        stop();
        String meanwhile = activity(2);
        start("users", "users.period", "200");
        await().until(() -> byUser.contains(meanwhile));
    }

    @Test
    void aListThatFailsChangesNothingAndOneWithoutAUserEndsThatRoute() throws Exception {
        start("users", "users.period", "200");
        await().until(() -> box.openLongPolls() == 5);
        box.next(Call.ITEMS, Fault.status(503), Fault.reset(), Fault.body("application/json", "{}"));
        long before = box.count(Call.ITEMS);
        await().until(() -> box.count(Call.ITEMS) > before + 4);
        assertThat(userRoutes()).isEqualTo(5);

        String left = box.account().as(1).userId();
        box.always(Call.ITEMS, Fault.body("application/json",
                "{\"total_count\":1,\"offset\":0,\"limit\":1000,\"entries\":[{\"type\":\"user\",\"id\":\"" + left + "\"}]}"));
        await().until(() -> userRoutes() == 1 && box.openLongPolls() == 1);
        box.clearFaults();
        await().until(() -> userRoutes() == 5);
    }
}
