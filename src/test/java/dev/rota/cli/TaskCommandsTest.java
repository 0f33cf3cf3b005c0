package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.cli.TestCommands.Outcome;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rota task}: what the Task-Master document types as {@code task-master}. */
class TaskCommandsTest {
    private static TestServer server;

    private final Path home;
    private TestOrganization acme;
    private TestCommands agent;

    TaskCommandsTest(@TempDir Path home) {
        this.home = home;
    }

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        agent = TestCommands.at(home)
                .with("ROTA_API_URL", "http://localhost:" + server.port())
                .with("ROTA_API_KEY", acme.agentToken(Restrictions.NONE).reveal());
    }

    @CanIgnoreReturnValue
    private Outcome ran(String... arguments) {
        var outcome = agent.run(arguments);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome;
    }

    /** {@code SequentialTaskExecutor.run_workflow} of the document, command by command. */
    @Test
    void the_sequential_pattern() {
        ran("task", "create", "--title=Schema", "--priority=high", "--details=One table");
        ran("task", "create", "--title=API", "--dependencies=1");
        var done = new StringBuilder();
        for (var id = next(); id != null; id = next()) {
            ran("task", "set-status", "--id=" + id, "--status=in-progress");
            assertThat(ran("task", "show", id).out()).contains("status: in-progress");
            ran("task", "update-subtask", "--id=" + id, "--prompt=implementation completed");
            ran("task", "set-status", "--id=" + id, "--status=done");
            done.append(id).append(' ');
        }
        assertThat(done.toString()).isEqualTo("1 2 ");
        assertThat(ran("task", "show", "1").out()).contains("One table", "implementation completed");
        assertThat(ran("task", "next").out()).contains("No task is ready");
    }

    /** The document takes {@code id} out of the printed object, and stops where there is none. */
    private String next() {
        var outcome = agent.run("task", "next", "--json");
        assertThat(outcome.exit()).isZero();
        return new JsonObject(outcome.out()).getString("id");
    }

    @Test
    void tasks_are_listed_by_status_readiness_and_tag() {
        ran("task", "create", "--title=First");
        ran("task", "create", "--title=Second", "--dependencies=1");
        ran("task", "create", "--title=Below", "--parent=1");
        ran("task", "create", "--title=Elsewhere", "--tag=later");
        assertThat(ran("task", "list").out().lines().map(String::strip))
                .containsExactly("1  pending  medium  First", "2  pending  medium  Second  (waits for 1)");
        assertThat(ran("task", "list", "--ready").out()).contains("1.1").doesNotContain("Second");
        assertThat(ran("task", "list", "--status=blocked").out())
                .contains("Second")
                .doesNotContain("First");
        assertThat(ran("task", "list", "--with-subtasks", "--json")
                        .json()
                        .getJsonArray("tasks")
                        .size())
                .isEqualTo(2);
        assertThat(ran("task", "list", "--tag=later").out()).contains("Elsewhere");
    }

    @Test
    void a_task_is_claimed_and_finished() {
        ran("task", "create", "--title=Work");
        var claimed = ran("task", "claim", "--json").json();
        assertThat(claimed.getJsonObject("task").getString("id")).isEqualTo("1");
        var second = agent.run("task", "claim", "1");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("executed already");
        assertThat(agent.run("task", "claim").err()).contains("No task is ready");
        var attempt = claimed.getLong("attempt_id").toString();
        assertThat(ran("task", "finish", attempt, "--notes=green").out()).contains("DEV-1 is done");
        assertThat(agent.run("task", "finish", "999999").exit()).isEqualTo(1);
    }

    @Test
    void dependencies_and_complexity_are_reported() {
        ran("task", "create", "--title=Fix a typo");
        ran("task", "create", "--title=Design the architecture", "--dependencies=1");
        assertThat(ran("task", "validate-dependencies").out()).contains("valid");
        assertThat(ran("task", "complexity-report").out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("2", "1");
        server.tool(
                acme.agentToken(Restrictions.NONE),
                "update_task",
                new JsonObject().put("task", "DEV-1").put("status", "failed"));
        var invalid = agent.run("task", "validate-dependencies");
        assertThat(invalid.exit()).isEqualTo(1);
        assertThat(invalid.out()).contains("2 depends on 1, which is failed");
    }

    @Test
    void mistakes_are_told_with_what_to_do() {
        assertThat(agent.run("task", "show").exit()).isEqualTo(2);
        assertThat(agent.run("task", "show", "7").err()).contains("not found");
        assertThat(agent.run("task", "set-status", "1", "--status=doing").err()).contains("in-progress");
        assertThat(agent.run("task", "create").err()).contains("--title");
    }
}
