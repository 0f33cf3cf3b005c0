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
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private final Turnstile usual = new Turnstile(
            new Deadlines(CALL, time),
            new Budgets(LimitSettings.DEFAULTS, () -> 1, time),
            new Admission(LimitSettings.DEFAULTS, time));

    private String usual(Importance importance, String credential, Long... organizations) {
        var request = new RequestInfo("x", "tests", "127.0.0.0/24", "2026-07-28", time.getAsLong());
        var person = new Principal(Principal.Kind.USER, 7, "Ada", null);
        var ids = Stream.of(organizations).map(OrganizationId::new).toList();
        var weight = importance == Importance.READ ? Budgets.READ : Budgets.WRITE;
        var passed = usual.pass(
                Caller.person(person, ids, credential, request),
                importance,
                weight,
                () -> Future.succeededFuture("passed"));
        return passed.succeeded()
                ? passed.result()
                : ((FailureException) passed.cause()).failure().code().wire();
    }

    @Test
    void o4_whoever_reads_over_organizations_pays_in_each_and_what_others_spent_keeps_no_change_from_happening() {
        for (var credential = 0; credential < 5; credential++) {
            for (var call = 0; call < 60; call++) {
                assertThat(usual(Importance.READ, "tok_" + credential, 2L)).isEqualTo("passed");
            }
        }
        assertThat(usual(Importance.READ, "tok_a", 2L)).isEqualTo("rate_limited");
        assertThat(usual(Importance.READ, "tok_a", 1L, 2L)).isEqualTo("rate_limited");
        assertThat(usual(Importance.READ, "tok_a", 1L)).isEqualTo("passed");
        assertThat(usual(Importance.WRITE, "tok_a", 1L, 2L)).isEqualTo("passed");
        assertThat(usual(Importance.REVOCATION, "tok_a", 2L)).isEqualTo("passed");
    }

    @Test
    void o3_what_one_person_takes_away_is_bounded_by_whichever_credential() {
        var passed = IntStream.range(0, 100)
                .filter(call -> usual(Importance.REVOCATION, "tok_" + call, 1L).equals("passed"))
                .count();
        assertThat(passed).as("a burst of one credential").isEqualTo(30);
    }
}
