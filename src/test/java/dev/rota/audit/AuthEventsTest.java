package dev.rota.audit;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

class AuthEventsTest {
    @Test
    void a28_what_was_only_counted_is_on_record_before_the_node_is_gone() {
        var vertx = Vertx.vertx();
        var copy = TestDatabase.create();
        var database = copy.open(vertx);
        var events = new AuthEvents(database);
        var request = new RequestInfo("r1", "tests", "192.0.2.0/24", "192.0.2.7", System.nanoTime());
        for (var time = 0; time < 250; time++) {
            events.note(AuthEvent.of(AuthEvent.Kind.CREDENTIAL, "malformed", request));
        }
        await(events.record(AuthEvent.of(AuthEvent.Kind.LOGIN, "wrong_password", request)));
        await(events.close());
        await(events.close());
        await(database.close());
        await(vertx.close());
        assertThat(copy.ask("SELECT concat_ws(' ', kind, reason, sum(occurrences)) FROM rota.auth_event"
                        + " GROUP BY kind, reason ORDER BY kind"))
                .containsExactly("credential malformed 250", "login wrong_password 1");
    }
}
