package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a restricted credential sees. */
class SightTest {
    @ParameterizedTest
    @CsvSource({"USER, 7", "AGENT, 0", "ORG, 0"})
    void t6_only_a_user_has_tasks_of_a_users_number(Principal.Kind kind, long assignee) {
        var caller = Caller.internal(
                        new Principal(kind, 7, "Seven", null),
                        new OrganizationId(1),
                        "tests",
                        new RequestInfo("r", null, "local", "tests", 0))
                .restrictedTo(new Restrictions(null, true, false));

        assertThat(Sight.of(caller).assignee()).isEqualTo(assignee);
    }
}
