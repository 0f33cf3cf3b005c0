package dev.rota.transfer;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.organization.Organizations;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an import brings in is what could have been made here, by whom it is brought. */
@ExtendWith(EventLoopRule.class)
class ImportRulesTest {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String AT = "2026-11-21T09:30:00Z";

    private static TestServer server;
    private static TestOrganization acme;
    private static TestAdmin member;

    private final String target = target();
    /** Of each test another: what an import does is paid for, and one budget would not last for all. */
    private final TestAdmin owner = owner();

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.create(), Map.of("rota.limit.rare-per-hour", "1000000", "rota.limit.body-rate", "64KiB"));
        acme = server.organization();
        member = TestAdmin.of(server, token(acme.memberId()).reveal());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void m4_roles_that_are_there_stay_as_they_are() {
        var before = roles();
        assertThat(bring(owner, role("admin", "org.read"), role("member"), role("reader", "org.read"), end())
                        .status())
                .isEqualTo(200);
        assertThat(bring(owner, role("reader", "org.read", "task.read"), end()).status())
                .isEqualTo(409);
        before.add("reader {org.read}");
        assertThat(roles()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void m4_who_may_not_change_roles_or_has_less_brings_none_in() {
        become("org.read", "org.transfer");
        var head = head();
        assertThat(send(member, target, file(head, role("reader", "org.read"), end()))
                        .status())
                .isEqualTo(403);
        become("org.read", "org.transfer", "member.role");
        assertThat(send(member, target, file(head, role("writer", "task.write"), end()))
                        .status())
                .isEqualTo(403);
        var lines = new ArrayList<JsonObject>();
        for (var i = 0; i < 100; i++) {
            lines.add(role("role" + i, "org.read"));
        }
        lines.add(end());
        var many = send(member, target, file(head, lines.toArray(JsonObject[]::new)));
        assertThat(many.json().getString("code")).as(many.body()).isEqualTo("limit_exceeded");
        assertThat(roles()).noneMatch(role -> role.startsWith("reader") || role.startsWith("writer"));
    }

    @Test
    void u1_every_transaction_of_an_import_leaves_its_event() {
        var organization = line("organization")
                .put("slug", "x")
                .put("name", "X")
                .put("policy", new JsonObject("{\"max_claims\": 7, \"mcp_create\": null}"));
        assertThat(bring(owner, organization, project(1, "AB"), task(1, "AB-1"), task(2, "AB-7"), end())
                        .status())
                .isEqualTo(200);
        var events = server.database()
                .ask("SELECT coalesce(changes::text, '') FROM rota.audit_event"
                        + " WHERE action = 'import_organization' AND org_id = " + id() + " ORDER BY id");
        assertThat(events).hasSize(5);
        assertThat(events.get(3)).contains("tasks").contains("2");
        assertThat(events.get(4)).contains("policy.max_claims", "default_project");
        assertThat(ask("SELECT p.key || p.last_task_number FROM rota.project p JOIN rota.organization o"
                        + " ON o.default_project_id = p.id AND o.id = p.org_id WHERE o.id = "))
                .containsExactly("AB7");
        assertThat(ask("SELECT policy FROM rota.organization WHERE id = ").get(0))
                .doesNotContain("mcp_create");
    }

    @Test
    void x2_texts_are_cleaned_as_their_makers_do() {
        var task = task(1, "AB-1")
                .put("title", "a\u202e\nb")
                .put("labels", new JsonArray().add("z").add("y"));
        assertThat(bring(owner, project(1, "AB"), task, end()).status()).isEqualTo(200);
        assertThat(ask("SELECT title || labels::text FROM rota.task WHERE org_id = "))
                .containsExactly("ab{y,z}");
    }

    @Test
    void what_could_not_be_made_here_is_refused_with_its_line() {
        var who = new JsonObject("{\"kind\": \"name\", \"name\": \"n\"}");
        refused("/4/labels", task(2, "AB-2").put("labels", new JsonArray().add("a,b")));
        refused("/4/title", task(2, "AB-2").put("title", " \u200b"));
        refused("/4/key", task(2, "CD-2"));
        refused("/4/id", task(1, "AB-2"));
        refused("/4/description_json", task(2, "AB-2").put("description_json", "[".repeat(25) + "]".repeat(25)));
        refused("/4/description_json", task(2, "AB-2").put("description_json", "[".repeat(9_000)));
        refused("/4/metadata", task(2, "AB-2").put("metadata", new JsonObject().put("a", "x".repeat(70_000))));
        refused(
                "/4/body",
                line("comment")
                        .put("id", 1)
                        .put("task", 1)
                        .put("body", "x".repeat(65 * 1024))
                        .put("who", who)
                        .put("created_at", AT));
        refused(
                "/4/options",
                line("question")
                        .put("id", 1)
                        .put("task", 1)
                        .put("attempt", 1)
                        .put("question", "?")
                        .put("options", new JsonArray().add("x".repeat(501)))
                        .put("asked_at", AT));
    }

    @Test
    void a_project_gets_no_more_gates_than_it_may_have() {
        var lines = new ArrayList<JsonObject>(List.of(project(1, "AB")));
        for (var i = 0; i < 21; i++) {
            lines.add(line("gate")
                    .put("id", i + 1)
                    .put("project", 1)
                    .put("name", "gate" + i)
                    .put("when", new JsonArray().add("done"))
                    .put("artifacts", new JsonArray())
                    .put("commits", 1)
                    .put("version", 1)
                    .put("created_at", AT));
        }
        lines.add(end());
        var answer = bring(owner, lines.toArray(JsonObject[]::new));
        assertThat(answer.json().getString("code")).as(answer.body()).isEqualTo("limit_exceeded");
    }

    @Test
    void what_the_database_refuses_is_told_with_its_lines_and_the_mended_file_goes_on() {
        var head = head();
        var again = task(2, "AB-1");
        var refused = send(owner, target, file(head, project(1, "AB"), task(1, "AB-1"), again, end()));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("Lines 3 to 4");
        again.put("key", "AB-2");
        var mended = send(owner, target, file(head, project(1, "AB"), task(1, "AB-1"), again, end()));
        assertThat(mended.status()).as(mended.body()).isEqualTo(200);
        assertThat(ask("SELECT key FROM rota.task WHERE org_id = ")).containsExactlyInAnyOrder("AB-1", "AB-2");
    }

    @Test
    void a_file_that_has_lost_a_line_is_told_from_a_whole_one() {
        var whole = file(head(), project(1, "AB"), task(1, "AB-1"), end());
        var refused = send(owner, target, whole.replace("\"lines\":2", "\"lines\":3"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .endsWith("/counts");
        assertThat(send(owner, target, whole).status())
                .as("and the whole one goes on")
                .isEqualTo(200);
    }

    @Test
    void parts_of_a_content_that_never_ends_are_gone_with_the_import() {
        var attempt = line("attempt")
                .put("id", 1)
                .put("task", 1)
                .put("who", new JsonObject("{\"kind\": \"name\", \"name\": \"n\"}"))
                .put("status", "success")
                .put("lease_expires_at", AT)
                .put("started_at", AT)
                .put("finished_at", AT);
        var artifact = line("artifact")
                .put("id", 1)
                .put("attempt", 1)
                .put("task", 1)
                .put("kind", "file")
                .put("media_type", "text/plain")
                .put("metadata", new JsonObject())
                .put("created_at", AT);
        var part = line("artifact_content")
                .put("artifact", 1)
                .put("part", 0)
                .put("data", "YWJj")
                .put("last", false)
                .put("sha256", "0".repeat(64));
        var head = head();
        var begun = file(head, project(1, "AB"), task(1, "AB-1"), attempt, artifact, part);
        assertThat(send(owner, target, begun).status()).isEqualTo(400);
        assertThat(ask("SELECT count(*) FROM rota.import_content WHERE org_id = "))
                .containsExactly("1");
        var end = end().put("counts", new JsonObject().put("lines", 5));
        assertThat(send(owner, target, begun + end.encode() + "\n").status()).isEqualTo(200);
        assertThat(ask("SELECT count(*) FROM rota.import_content WHERE org_id = "))
                .containsExactly("0");
    }

    @Test
    void o4_a_node_takes_four_imports_at_a_time_and_those_that_come_too_slowly_end() throws IOException {
        var four = new ArrayList<Socket>();
        try {
            Answer fifth;
            do { // until the four have arrived; on a slow machine one may have ended by then
                if (four.isEmpty() || anyIsAnswered(four)) {
                    close(four);
                    var requests =
                            Stream.generate(() -> slow(target())).limit(4).toList();
                    for (var request : requests) {
                        four.add(send(request));
                    }
                }
                fifth = send(owner, target, "");
            } while (fifth.status() == 400);
            assertThat(fifth.status()).isEqualTo(503);
            assertThat(fifth.header("retry-after")).isNotEmpty();
            assertThat(statusLines(four)).anyMatch(line -> line.contains(" 408 "));
        } finally {
            close(four);
        }
    }

    private static boolean anyIsAnswered(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            if (socket.getInputStream().available() > 0) {
                return true;
            }
        }
        return false;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** As much of an import as may arrive in some seconds, so that the others can come beside it, and no more. */
    private static byte[] slow(String slug) {
        return ("POST /api/v1/organizations/" + slug + "/import HTTP/1.1\r\nHost: localhost:" + server.port()
                        + "\r\nAuthorization: Bearer "
                        + token(acme.ownerId()).reveal()
                        + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n{"
                        + " ".repeat(192 * 1024))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Socket send(byte[] request) throws IOException {
        var socket = new Socket("localhost", server.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request);
        return socket;
    }

    private static List<String> statusLines(List<Socket> sockets) throws IOException {
        var lines = new ArrayList<String>();
        for (var socket : sockets) {
            lines.add(statusLine(socket.getInputStream()));
        }
        return lines;
    }

    private static String statusLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void refused(String pointer, JsonObject fourth) {
        var slug = target();
        var answer = send(owner(), slug, file(head(), project(1, "AB"), task(1, "AB-1"), fourth, end()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo(pointer);
    }

    /** The member's role in the target from now on. */
    private void become(String... permissions) {
        server.database()
                .execute("INSERT INTO rota.role (org_id, name, permissions) VALUES (" + id() + ", 'mover', '{"
                        + String.join(",", permissions) + "}') ON CONFLICT (org_id, name) DO UPDATE"
                        + " SET permissions = excluded.permissions");
        var organizations = new Organizations(server.own());
        var target = await(organizations.find(this.target)).orElseThrow();
        await(server.own().asWorker(target, tx -> organizations.addMember(tx, acme.memberId(), "member")));
        server.database()
                .execute("UPDATE rota.membership SET role = 'mover' WHERE org_id = " + id() + " AND user_id = "
                        + acme.memberId());
    }

    private List<String> roles() {
        return new ArrayList<>(ask("SELECT name || ' ' || permissions::text FROM rota.role WHERE org_id = "));
    }

    private List<String> ask(String sql) {
        return server.database().ask(sql + id());
    }

    private String id() {
        return server.database()
                .ask("SELECT id FROM rota.organization WHERE slug = '" + target + "'")
                .get(0);
    }

    private static TestAdmin owner() {
        return TestAdmin.of(server, token(acme.ownerId()).reveal());
    }

    private static OpaqueToken token(long user) {
        return acme.issue(OpaqueToken.Kind.USER, user, null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
    }

    private static String target() {
        var slug = "rules-" + MADE.incrementAndGet();
        assertThat(await(new Organizations(server.own()).create(slug, "Target", acme.ownerId()))
                        .value())
                .isPositive();
        return slug;
    }

    @CanIgnoreReturnValue
    private Answer bring(TestAdmin who, JsonObject... lines) {
        return send(who, target, file(head(), lines));
    }

    private static Answer send(TestAdmin who, String slug, String file) {
        return server.send(who.request("POST", "/organizations/" + slug + "/import", null, Map.of())
                .header("Content-Type", "application/x-ndjson")
                .method("POST", BodyPublishers.ofString(file)));
    }

    private static String file(JsonObject head, JsonObject... lines) {
        var file = new StringBuilder(head.encode() + "\n");
        for (var line : lines) {
            if ("end".equals(line.getString("type"))) {
                line.put("counts", new JsonObject().put("lines", lines.length - 1));
            }
            file.append(line.encode()).append('\n');
        }
        return file.toString();
    }

    private static JsonObject head() {
        return new JsonObject()
                .put("format", "rota-export")
                .put("version", 1)
                .put("id", UUID.randomUUID().toString())
                .put("organization", "x")
                .put("exported_at", AT);
    }

    private static JsonObject line(String type) {
        return new JsonObject().put("type", type);
    }

    private static JsonObject end() {
        return line("end").put("counts", new JsonObject());
    }

    private static JsonObject role(String name, String... permissions) {
        return line("role")
                .put("name", name)
                .put("permissions", new JsonArray(List.of(permissions)))
                .put("system", name.equals("admin") || name.equals("member"));
    }

    private static JsonObject project(long id, String key) {
        return line("project")
                .put("id", id)
                .put("key", key)
                .put("name", key)
                .put("review_required", false)
                .put("last_task_number", 0)
                .put("last_requirement_number", 0)
                .put("version", 1)
                .put("created_at", AT);
    }

    private static JsonObject task(long id, String key) {
        return line("task")
                .put("id", id)
                .put("uuid", UUID.randomUUID().toString())
                .put("project", 1)
                .put("key", key)
                .put("title", "Task")
                .put("status", "todo")
                .put("priority", 0)
                .put("labels", new JsonArray())
                .put("acceptance", new JsonArray())
                .put("metadata", new JsonObject())
                .put("complexity", "simple")
                .put("complexity_score", 1)
                .put("lapsed_attempts", 0)
                .put("version", 1)
                .put("who", new JsonObject("{\"kind\": \"name\", \"name\": \"n\"}"))
                .put("created_at", AT)
                .put("updated_at", AT);
    }
}
