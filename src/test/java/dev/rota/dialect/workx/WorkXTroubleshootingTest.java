package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The troubleshooting section of the guide of WORK-X; what it says of {@code mcp.create} is {@link WorkXPolicyTest}'s. */
class WorkXTroubleshootingTest {
    private static TestServer server;

    private TestOrganization acme;
    private WorkXClient personal;
    private WorkXClient org;

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
        personal = WorkXClient.personal(server, acme);
        org = WorkXClient.org(server, acme);
    }

    @Test
    void troubleshooting_401_unauthorized_for_a_token_that_is_not_copied_correctly() {
        var good = personal.token().reveal();
        for (var header : Stream.of(
                        null,
                        good,
                        "Bearer",
                        "Bearer ",
                        "Basic " + good,
                        "Bearer " + good.substring(1),
                        "Bearer x" + good)
                .map(Optional::ofNullable)
                .toList()) {
            var request = WorkXClient.post(server, WorkXClient.PATH, WorkXClient.message("listMyTasks", "{}"));
            header.ifPresent(value -> request.header("Authorization", value));
            var answer = server.send(request);
            assertThat(answer.status()).as(header.toString()).isEqualTo(401);
            assertThat(answer.json().getJsonObject("error").getInteger("code")).isEqualTo(-32000);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .startsWith("Unauthorized");
            assertThat(answer.body()).doesNotContain(good);
        }
    }

    @Test
    void the_token_has_64_hex_characters() {
        assertThat(personal.token().reveal()).matches(Pattern.compile("rota_user_[0-9a-f]{64}_[0-9a-f]{8}"));
        assertThat(org.token().reveal()).matches(Pattern.compile("rota_org_[0-9a-f]{64}_[0-9a-f]{8}"));
    }

    @Test
    void troubleshooting_401_for_a_token_that_was_revoked() {
        server.database()
                .execute("UPDATE rota.api_token SET revoked_at = now() WHERE kind = 'user' AND user_id = "
                        + acme.memberId());
        var answer = personal.send("listMyTasks", "{}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getJsonObject("error").getInteger("code")).isEqualTo(-32000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    listMyTasks       | {}                                     | tasks:read
                    listTasksByReq    | {'requirementId': 'DEV-R1'}            | tasks:read
                    updateTaskStatus  | {'taskId': 'DEV-1', 'status': 'DONE'}  | tasks:write
                    createCommitEntry | {'taskId': 'DEV-1', 'message': 'Fix'}  | commits:write
                    """)
    void troubleshooting_403_forbidden_for_a_token_without_the_scope(String tool, String arguments, String scope) {
        var answer = WorkXClient.personal(server, acme, Scope.AUDIT_READ).send(tool, arguments);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().getInteger("id")).isEqualTo(1);
        assertThat(answer.json().getJsonObject("error").getInteger("code")).isEqualTo(-32001);
        assertThat(answer.json().getJsonObject("error").getString("message"))
                .startsWith("Forbidden")
                .contains(scope);
        assertThat(answer.header("www-authenticate")).contains("insufficient_scope", scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"listProjects", "listTasks", "getTask", "updateTask", "listRequirements", "getRequirement"})
    void the_tools_of_org_tokens_are_forbidden_to_personal_ones(String tool) {
        var answer = personal.send(tool, "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().getJsonObject("error").getInteger("code")).isEqualTo(-32001);
    }

    @Test
    void troubleshooting_empty_arrays_for_who_has_no_assigned_tasks() {
        WorkXClient.made(server, acme, "nobody's", "");
        assertThat(personal.call("listMyTasks", "{}").encode()).isEqualTo("{\"tasks\":[]}");
        assertThat(personal.call("listTasksByReq", "{'requirementId': 'DEV-R1'}")
                        .encode())
                .isEqualTo("{\"tasks\":[]}");
    }
}
