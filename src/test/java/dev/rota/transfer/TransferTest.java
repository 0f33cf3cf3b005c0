package dev.rota.transfer;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.organization.Organizations;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything of an organization, taken out and brought into another one. */
@ExtendWith(EventLoopRule.class)
class TransferTest {
    private static final AtomicInteger MADE = new AtomicInteger();

    private static TestServer server;
    private static TestOrganization acme;
    private static TestAdmin owner;
    private static OpaqueToken ownerToken;
    private static String exported;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        ownerToken =
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        owner = TestAdmin.of(server, ownerToken.reveal());
        new FilledOrganization(server, acme, owner).fill();
        exported = export(acme.slug());
    }

    /** What an import does is paid for, so that one budget would not last for all tests. */
    @BeforeEach
    void beSomebodyElse() {
        ownerToken =
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        owner = TestAdmin.of(server, ownerToken.reveal());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void an_export_has_a_head_lines_in_order_and_an_end_that_counts_them() {
        var file = new ExportFile(exported);
        assertThat(file.lines().get(0).getString("format")).isEqualTo("rota-export");
        for (var type : RowType.values()) {
            assertThat(file.counts().getInteger(type.plural())).as(type.wire()).isPositive();
            assertThat(file.of(type.wire()))
                    .as(type.wire())
                    .hasSize(file.counts().getInteger(type.plural()));
        }
        assertThat(exported).doesNotContain("token_hash", "password", ownerToken.reveal());
    }

    @Test
    void what_was_exported_is_imported_and_exported_again_as_it_was() {
        var target = empty();
        var answer = bring(target, exported);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().getJsonObject("imported").getInteger("tasks"))
                .isEqualTo(new ExportFile(exported).counts().getInteger("tasks"));
        assertThat(comparable(export(target))).isEqualTo(comparable(exported));
        var due = "SELECT count(*) FROM rota.work_queue w JOIN rota.organization o ON o.id = w.org_id"
                + " WHERE w.kind = 'lease' AND o.slug = '" + target + "'";
        assertThat(server.database().ask(due)).containsExactly("1");
    }

    @Test
    void the_same_file_again_changes_nothing_and_another_is_refused() {
        var target = empty();
        var first = bring(target, exported);
        var before = rows(target);
        var again = bring(target, exported);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(rows(target)).isEqualTo(before);
        var other = bring(target, export(acme.slug()));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().getString("code")).isEqualTo("in_use");
        var forged = bring(target, exported.replace("\"title\" : \"Parent\"", "\"title\" : \"Forged\""));
        assertThat(forged.status()).isEqualTo(409);
        assertThat(rows(target)).isEqualTo(before);
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event e JOIN rota.organization o ON o.id = e.org_id"
                                + " WHERE o.slug = '" + target + "' AND action = 'import_organization' ORDER BY e.id"))
                .startsWith("ok", "ok")
                .endsWith("ok", "in_use", "in_use");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.2, 0.35, 0.5, 0.8, 0.999})
    void an_import_that_was_cut_goes_on_when_the_file_is_sent_again(double part) {
        var target = empty();
        var cut = bring(target, exported.substring(0, (int) (exported.length() * part)));
        assertThat(cut.status()).isIn(400, 422);
        var whole = bring(target, exported);
        assertThat(whole.status()).as(whole.body()).isEqualTo(200);
        assertThat(comparable(export(target))).isEqualTo(comparable(exported));
    }

    @Test
    void an_import_whose_connection_broke_goes_on_when_the_file_is_sent_again() throws IOException {
        var target = empty();
        var bytes = exported.getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket("localhost", server.port())) {
            var out = socket.getOutputStream();
            out.write(("POST /api/v1/organizations/" + target + "/import HTTP/1.1\r\nHost: localhost:" + server.port()
                            + "\r\nAuthorization: Bearer " + ownerToken.reveal()
                            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, 0, bytes.length / 2);
            out.flush();
        }
        Answer answer;
        do { // what of the first request is still under way may come in between
            answer = bring(target, exported);
        } while (answer.status() == 409 && answer.json().getString("code").equals("version_conflict"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(comparable(export(target))).isEqualTo(comparable(exported));
    }

    @Test
    void what_is_not_empty_is_not_imported_into() {
        var refused = bring(acme.slug(), exported);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("code")).isEqualTo("in_use");
    }

    @Test
    void people_who_are_no_members_become_mere_names() {
        var target = emptyWithout();
        assertThat(bring(target, exported).status()).isEqualTo(200);
        var kinds = "SELECT DISTINCT assignee_kind FROM rota.task t JOIN rota.organization o ON o.id = t.org_id"
                + " WHERE o.slug = '" + target + "' AND assignee = 'Mel of " + acme.slug() + "'";
        assertThat(server.database().ask(kinds)).containsExactly("name");
        assertThat(server.database()
                        .ask("SELECT count(*) FROM rota.membership m JOIN rota.organization o ON o.id = m.org_id"
                                + " WHERE o.slug = '" + target + "'"))
                .containsExactly("1");
    }

    @Test
    void m5_a_line_may_say_what_its_type_has_and_nothing_else() {
        var target = empty();
        var head = exported.lines().findFirst().orElseThrow() + "\n";
        var agent = "{\"type\": \"agent\", \"id\": 1, \"name\": \"x\", \"active\": true,"
                + " \"created_at\": \"2026-11-21T09:30:00Z\", \"org_id\": 1}\n";
        var refused = bring(target, head + agent);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getString("code")).isEqualTo("unknown_field");
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/2/org_id");
        assertThat(bring(target, head + "{\"type\": \"api_token\"}\n").status()).isEqualTo(422);
        assertThat(bring(target, head + "[]\n").status()).isEqualTo(422);
        assertThat(bring(target, head + "{\n").status()).isEqualTo(400);
        assertThat(bring(target, "").status()).isEqualTo(400);
        assertThat(bring(target, "{\"type\": \"task\"}\n").status()).isEqualTo(422);
    }

    @Test
    void a_role_comes_in_with_no_more_than_the_importer_may() {
        var target = empty();
        assertThat(bring(target, exported).status()).isEqualTo(200);
        assertThat(server.database()
                        .ask("SELECT permissions FROM rota.role r JOIN rota.organization o ON o.id = r.org_id"
                                + " WHERE o.slug = '" + target + "' AND r.name = 'reader'"))
                .containsExactly("{org.read,task.read}");
    }

    @Test
    void only_an_owner_who_sees_all_may_do_either() {
        var member = TestAdmin.member(server, acme);
        assertThat(member.get("/organizations/" + acme.slug() + "/export").status())
                .isEqualTo(403);
        assertThat(owner.get("/organizations/nowhere/export").status()).isEqualTo(404);
        var limited = acme.issue(
                OpaqueToken.Kind.USER,
                acme.ownerId(),
                null,
                new Restrictions(Set.of(acme.dev().id()), false, false),
                Scope.OF_ADMIN_API,
                "admin");
        assertThat(TestAdmin.of(server, limited.reveal())
                        .get("/organizations/" + acme.slug() + "/export")
                        .status())
                .isEqualTo(403);
        var json = owner.post("/organizations/" + acme.slug() + "/import", new JsonObject());
        assertThat(json.status()).isEqualTo(415);
    }

    @Test
    void m10_an_organization_is_exported_ten_times_an_hour() {
        var other = server.organization();
        var boss = TestAdmin.owner(server, other);
        for (var i = 0; i < 10; i++) {
            assertThat(boss.get("/organizations/" + other.slug() + "/export").status())
                    .isEqualTo(200);
        }
        var refused = boss.get("/organizations/" + other.slug() + "/export");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(server.database()
                        .ask("SELECT outcome, count(*) FROM rota.audit_event WHERE action = 'export_organization'"
                                + " AND org_id = " + other.id() + " GROUP BY 1 ORDER BY 1"))
                .contains("ok");
    }

    @Test
    void a_file_over_the_limit_is_refused_with_what_came_before_kept() {
        try (var small = TestServer.start(server.database(), Map.of("rota.limit.import-bytes", "1MiB"))) {
            var target = empty();
            var big = exported + " ".repeat(1024 * 1024);
            var request = HttpRequest.newBuilder(URI.create(
                            "http://localhost:" + small.port() + "/api/v1/organizations/" + target + "/import"))
                    .header("Authorization", "Bearer " + ownerToken.reveal())
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString(big));
            var refused = small.send(request);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.header("connection")).isEqualTo("close");
        }
    }

    private static List<String> comparable(String file) {
        return new ExportFile(file).comparable();
    }

    private static String export(String slug) {
        var answer = owner.get("/organizations/" + slug + "/export");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(answer.body()).endsWith("}\n");
        return answer.body();
    }

    @CanIgnoreReturnValue
    private static Answer bring(String slug, String file) {
        return server.send(owner.request("POST", "/organizations/" + slug + "/import", null, Map.of())
                .header("Content-Type", "application/x-ndjson")
                .method("POST", BodyPublishers.ofString(file)));
    }

    /** A new organization of the same people. */
    private static String empty() {
        var slug = emptyWithout();
        var organizations = new Organizations(server.own());
        var id = await(organizations.find(slug)).orElseThrow();
        boolean added = await(server.own().asWorker(id, tx -> organizations.addMember(tx, acme.memberId(), "member")));
        assertThat(added).isTrue();
        return slug;
    }

    private static String emptyWithout() {
        var slug = "target-" + MADE.incrementAndGet();
        assertThat(await(new Organizations(server.own()).create(slug, "Target", acme.ownerId()))
                        .value())
                .isPositive();
        return slug;
    }

    private static List<String> rows(String slug) {
        return server.database()
                .ask("SELECT (SELECT count(*) FROM rota.task t WHERE t.org_id = o.id) || ' '"
                        + " || (SELECT count(*) FROM rota.comment c WHERE c.org_id = o.id) || ' '"
                        + " || (SELECT count(*) FROM rota.task_event e WHERE e.org_id = o.id) || ' '"
                        + " || (SELECT string_agg(t.title, ',' ORDER BY t.id) FROM rota.task t WHERE t.org_id = o.id)"
                        + " FROM rota.organization o WHERE o.slug = '" + slug + "'");
    }
}
