package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import dev.rota.token.OpaqueToken;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Security C12 and design section 3: tokens in the query, where that system's users rely on it. */
class WorkXQueryTokenTest {
    private static TestServer server;

    private TestOrganization acme;
    private WorkXClient client;

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
        client = WorkXClient.personal(server, acme);
    }

    private static Answer ask(TestServer server, String path) {
        return server.send(WorkXClient.post(server, path, WorkXClient.message("listMyTasks", "{}")));
    }

    private static Answer ask(String path) {
        return ask(server, path);
    }

    private static int code(Answer answer) {
        return answer.json().getJsonObject("error").getInteger("code");
    }

    private static String reason(Answer answer) {
        return answer.json().getJsonObject("error").getJsonObject("data").getString("code");
    }

    @Test
    void c12_a_token_in_the_query_is_taken_on_these_two_paths_with_a_warning() {
        for (var each : List.of(client, WorkXClient.org(server, acme))) {
            for (var path : WorkXClient.PATHS) {
                var answer = ask(path + "?token=" + each.token().reveal());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("warning")).startsWith("299 - \"").doesNotContain("rota_");
                assertThat(answer.header("cache-control")).isEqualTo("no-store");
            }
        }
        assertThat(client.send("listMyTasks", "{}").headers()).doesNotContainKey("warning");
    }

    @Test
    void c12_the_audit_event_says_that_the_credential_was_in_the_query() {
        var query = "?token=" + client.token().reveal();
        assertThat(ask(WorkXClient.PATH + query).status()).isEqualTo(200);
        client.call("listMyTasks", "{}");
        server.send(WorkXClient.post(
                server,
                WorkXClient.PATH + query,
                WorkXClient.message("createCommitEntry", "{\"taskId\":\"DEV-999\",\"message\":\"m\"}")));
        server.send(WorkXClient.post(server, WorkXClient.PATH + query, WorkXClient.message("getTask", "{}")));
        assertThat(server.database()
                        .ask("SELECT alias || ' ' || outcome || ' ' || coalesce(credential_in_query::text, '-') FROM"
                                + " rota.audit_event WHERE alias IS NOT NULL AND org_id = " + acme.id()
                                + " ORDER BY id"))
                .containsExactly(
                        "listMyTasks ok true",
                        "listMyTasks ok -",
                        "createCommitEntry not_found true",
                        "getTask forbidden true");
    }

    @Test
    void c12_everywhere_else_it_is_refused_though_it_is_good() {
        for (var path : List.of("/mcp", "/api/mcp", "/mcp/x/all", "/mcp/o/" + acme.slug())) {
            var answer = ask(path + "?token=" + client.token().reveal());
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(reason(answer)).isEqualTo("token_in_query");
            assertThat(answer.headers()).doesNotContainKey("warning");
        }
    }

    @Test
    void a_request_shows_one_token_in_one_place() {
        var token = client.token().reveal();
        var both = server.send(
                WorkXClient.post(server, WorkXClient.PATH + "?token=" + token, WorkXClient.message("listMyTasks", "{}"))
                        .header("Authorization", "Bearer " + token));
        for (var answer : List.of(both, ask(WorkXClient.PATH + "?token=" + token + "&token=" + token))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(reason(answer)).isEqualTo("invalid_request");
        }
    }

    @Test
    void a_token_that_is_none_is_401_with_the_warning() {
        for (var value : List.of("", "nonsense", client.token().reveal().substring(3), "rota_user_x")) {
            var answer = ask(WorkXClient.PATH + "?token=" + value);
            assertThat(answer.status()).as(value).isEqualTo(401);
            assertThat(code(answer)).isEqualTo(-32000);
            assertThat(answer.header("warning")).startsWith("299");
        }
        assertThat(ask(WorkXClient.PATH + "?%74oken=" + client.token().reveal()).status())
                .isEqualTo(200);
    }

    @Test
    void a_query_that_is_badly_encoded_is_refused() throws java.io.IOException {
        for (var query : List.of("token=%zz", "%", "token=%")) {
            try (var socket = new java.net.Socket("localhost", server.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("POST " + WorkXClient.PATH + "?" + query + " HTTP/1.1\r\nHost: localhost:"
                                        + server.port()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n"
                                        + "\r\n{}")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                var answer =
                        new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(answer).as(query).startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void access_tokens_and_agents_tokens_are_not_taken_from_the_query() {
        var grants = new TestGrants(server);
        var scopes = Set.of(Scope.TASKS_READ);
        var grant = grants.grant(acme.memberId(), WorkXClient.PATH, scopes);
        var jwt = grants.token(Subject.user(acme.memberId()), grant, WorkXClient.PATH, scopes);
        for (var query :
                List.of("token=" + jwt, "access_token=" + client.token().reveal())) {
            var answer = ask(WorkXClient.PATH + "?" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(reason(answer)).isEqualTo("token_in_query");
        }
        var agent = acme.agentToken(Restrictions.NONE).reveal();
        assertThat(ask(WorkXClient.PATH + "?token=" + agent).status()).isEqualTo(401);
    }

    @Test
    void get_and_delete_are_405_with_a_token_in_the_query_too() {
        for (var method : List.of("GET", "DELETE")) {
            var answer = server.send(WorkXClient.post(
                            server,
                            WorkXClient.PATH + "?token=" + client.token().reveal(),
                            "")
                    .method(method, BodyPublishers.noBody()));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("warning")).startsWith("299");
        }
    }

    @Test
    void an_organization_can_refuse_it() {
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"query_tokens\": false}' WHERE id = " + acme.id());
        var answer = ask(WorkXClient.PATH + "?token=" + client.token().reveal());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(reason(answer)).isEqualTo("token_in_query");
        assertThat(answer.header("warning")).startsWith("299");
        assertThat(client.list("listMyTasks", "{}")).isEmpty();
        assertThat(server.database()
                        .ask("SELECT outcome || ' ' || coalesce(credential_in_query::text, '-') FROM rota.audit_event"
                                + " WHERE alias = 'listMyTasks' AND org_id = " + acme.id() + " ORDER BY id"))
                .containsExactly("token_in_query true", "ok -");
    }

    @Test
    void a_deployment_can_refuse_it() {
        try (var strict = TestServer.start(TestDatabase.create(), Map.of("rota.rpc.query-token", "false"))) {
            var organization = strict.organization();
            var theirs = WorkXClient.personal(strict, organization);
            for (var path : WorkXClient.PATHS) {
                var answer = ask(strict, path + "?token=" + theirs.token().reveal());
                assertThat(answer.status()).isEqualTo(400);
                assertThat(reason(answer)).isEqualTo("token_in_query");
            }
            assertThat(theirs.list("listMyTasks", "{}")).isEmpty();
        }
    }

    @Test
    void c1_a_token_in_the_query_is_in_no_log_no_table_and_no_answer() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var before = root.getLevel();
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.DEBUG);
        var secrets = List.of(client.token(), OpaqueToken.random(OpaqueToken.Kind.USER));
        try {
            for (var token : secrets) {
                for (var method : List.of("POST", "GET", "OPTIONS")) {
                    var answer = server.send(WorkXClient.post(server, WorkXClient.PATH, "")
                            .uri(java.net.URI.create("http://localhost:" + server.port() + WorkXClient.PATH + "?token="
                                    + token.reveal()))
                            .method(method, BodyPublishers.ofString(WorkXClient.message("listMyTasks", "{}"))));
                    assertThat(answer.body() + answer.headers()).doesNotContain(secret(token));
                }
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        var tables = server.database()
                .ask("SELECT e::text FROM rota.audit_event e UNION ALL SELECT a::text FROM rota.auth_event a");
        for (var token : secrets) {
            assertThat(tables).noneMatch(row -> row.contains(secret(token)));
            assertThat(List.copyOf(log.list))
                    .filteredOn(event -> !event.getLoggerName().startsWith("jdk.internal.httpclient"))
                    .noneMatch(
                            event -> (event.getFormattedMessage() + event.getKeyValuePairs()).contains(secret(token)));
        }
    }

    private static String secret(OpaqueToken token) {
        return token.reveal().split("_", -1)[2];
    }
}
