package dev.rota.audit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.Verdict;
import dev.rota.failure.FailureException;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Security U7 and section 9: nobody's long log keeps others from verifying theirs. */
final class VerificationsTest {
    private static final Verdict GOOD = new Verdict(1, 0, 0, null);
    private final Map<OrganizationId, Promise<Verdict>> running = new LinkedHashMap<>();
    private final Verifications verifications = new Verifications(organization -> {
        var verdict = Promise.<Verdict>promise();
        running.put(organization, verdict);
        return verdict.future();
    });

    @Test
    void u7_who_asks_again_shares_and_others_come_in_their_order() {
        var first = verifications.of(new OrganizationId(1));
        assertThat(verifications.of(new OrganizationId(1))).isSameAs(first);
        verifications.of(new OrganizationId(2));
        var third = verifications.of(new OrganizationId(3));
        verifications.of(new OrganizationId(4));
        assertThat(running.keySet()).extracting(OrganizationId::value).containsExactly(1L, 2L);

        end(1);
        assertThat(first.result()).isEqualTo(GOOD);
        verifications.of(new OrganizationId(1)); // again: after those who wait
        assertThat(running.keySet()).extracting(OrganizationId::value).containsExactly(2L, 3L);
        running.remove(new OrganizationId(3)).fail("the database is away");
        assertThat(third.failed()).isTrue();
        assertThat(running.keySet()).extracting(OrganizationId::value).containsExactly(2L, 4L);
        end(2);
        assertThat(running.keySet()).extracting(OrganizationId::value).containsExactly(4L, 1L);
    }

    @Test
    void u7_so_many_may_wait_and_no_more() {
        var most = Verifications.TOGETHER + Verifications.WAITING;
        for (var n = 1; n <= most; n++) {
            assertThat(verifications.of(new OrganizationId(n)).failed()).isFalse();
        }
        assertThat(verifications.of(new OrganizationId(most + 1)).cause()).isInstanceOf(FailureException.class);
        end(1);
        assertThat(verifications.of(new OrganizationId(most + 1)).failed()).isFalse();
    }

    private void end(long organization) {
        var verdict = running.remove(new OrganizationId(organization));
        assertThat(verdict).isNotNull();
        verdict.complete(GOOD);
    }
}
