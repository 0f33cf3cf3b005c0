package dev.rota.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A database without space (security F6). Here the tables themselves raise what PostgreSQL raises when it cannot extend a file,
 * SQLSTATE 53100, in the middle of real transactions; {@link SmallDiskTest} has a disk that is full.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DiskFullTest {
    private final TestDatabase copy = TestDatabase.create();
    private TestServer server;
    private OpaqueToken token;

    @BeforeAll
    void start() {
        server = TestServer.start(copy, Map.of());
        token = server.organization().agentToken(Restrictions.NONE);
        copy.execute("CREATE FUNCTION public.no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'could not extend file \"base/5/1259\": No space left on device'"
                + " USING ERRCODE = 'disk_full'; END $$");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void f6_without_space_for_a_task_nothing_is_written_and_reads_go_on() {
        full("task");
        assertRefused(create());
        assertThat(read().status()).isEqualTo(200);
        assertNothingWritten();
        empty("task");
        assertThat(create().status()).isEqualTo(200);
        forget();
    }

    @Test
    void f6_without_space_for_the_audit_nothing_is_written_nor_read() {
        full("audit_event");
        assertRefused(create());
        assertRefused(read());
        assertNothingWritten();
        empty("audit_event");
        assertThat(create().status()).isEqualTo(200);
        assertThat(read().status()).isEqualTo(200);
        forget();
    }

    private TestServer.Answer create() {
        return server.tool(
                token,
                "create_task",
                new JsonObject().put("title", "One").put("project", "DEV").put("request_id", "key"));
    }

    private TestServer.Answer read() {
        return server.tool(token, "list_tasks", new JsonObject());
    }

    private static void assertRefused(TestServer.Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
        var error = answer.json().getJsonObject("error");
        assertThat(error.getInteger("code")).isEqualTo(50_302);
        assertThat(error.getJsonObject("data").getString("code")).isEqualTo("storage_full");
        assertThat(answer.body()).doesNotContain("extend").doesNotContain("base/");
    }

    private void assertNothingWritten() {
        assertThat(copy.ask("SELECT count(*) FROM rota.task")).containsExactly("0");
        assertThat(copy.ask("SELECT count(*) FROM rota.idempotency")).containsExactly("0");
        assertThat(copy.ask("SELECT count(*) FROM rota.audit_event WHERE action = 'create_task'"))
                .containsExactly("0");
    }

    private void full(String table) {
        copy.execute("CREATE TRIGGER no_space BEFORE INSERT ON rota." + table
                + " FOR EACH STATEMENT EXECUTE FUNCTION public.no_space()");
    }

    private void empty(String table) {
        copy.execute("DROP TRIGGER no_space ON rota." + table);
    }

    private void forget() {
        copy.execute("TRUNCATE rota.task, rota.idempotency, rota.audit_event, rota.audit_pending CASCADE");
    }
}
