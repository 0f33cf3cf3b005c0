package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Security O2: work that nobody waits for any more is not begun. */
final class TurnstileTest {
    private static final Duration CALL = Duration.ofSeconds(2);
    private static final LimitSettings ONE_AT_A_TIME =
            new LimitSettings(5, 600, 40, 1_000, 1, 8, 8, Duration.ofSeconds(5), 12_000, 10);

    private final VirtualTime time = new VirtualTime();
    private final Turnstile turnstile = new Turnstile(
            new Deadlines(CALL, time), new Budgets(ONE_AT_A_TIME, () -> 1), new Admission(ONE_AT_A_TIME, time));
    private final List<String> begun = new ArrayList<>();

    private Future<String> pass(String name, Future<String> work) {
        var request = new RequestInfo(name, "tests", "127.0.0.0/24", "2026-07-28", time.getAsLong());
        var caller = Caller.internal(Principal.SYSTEM, new OrganizationId(1), "tests", request);
        return turnstile.pass(caller, Importance.WRITE, Budgets.WRITE, () -> {
            begun.add(name);
            return work;
        });
    }

    @Test
    void o2_a_call_whose_time_ended_while_it_waited_is_not_begun() {
        var slow = Promise.<String>promise();
        var first = pass("first", slow.future());
        var second = pass("second", Future.succeededFuture("second"));
        time.pass(CALL);
        var third = pass("third", Future.succeededFuture("third"));
        slow.complete("first");

        assertThat(first.result()).isEqualTo("first");
        assertThat(((FailureException) second.cause()).failure().code().wire()).isEqualTo("overloaded");
        assertThat(third.result()).isEqualTo("third");
        assertThat(begun).containsExactly("first", "third");
    }
}
