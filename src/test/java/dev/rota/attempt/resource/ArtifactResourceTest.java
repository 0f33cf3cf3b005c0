package dev.rota.attempt.resource;

import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtifactResourceTest {
    private static TestCatalogue catalogue;

    private TestOrganization acme;
    private Caller agent;
    private long attempt;

    @BeforeAll
    static void open() {
        catalogue = new TestCatalogue();
    }

    @AfterAll
    static void close() {
        catalogue.close();
    }

    @BeforeEach
    void found() {
        acme = catalogue.organization();
        agent = acme.agent();
        catalogue.task(agent, "Worked on");
        attempt = catalogue.call(agent, "claim_task", "task", "DEV-1").getLong("attempt_id");
    }

    private String artifact(String type, String content) {
        return "artifact://"
                + catalogue
                        .call(agent, "add_artifact", "attempt_id", attempt, "type", type, "content", content)
                        .getLong("artifact_id");
    }

    /** As if it had been uploaded. */
    private String uploaded(String mediaType, String bytes) {
        var id = artifact("file", "x").substring("artifact://".length());
        catalogue.execute("UPDATE rota.artifact SET media_type = '" + mediaType + "', content = " + bytes
                + ", size = length(" + bytes + "), sha256 = sha256(" + bytes + ") WHERE id = " + id);
        return "artifact://" + id;
    }

    @Test
    void a_text_is_given_as_text_under_its_type() {
        var uri = artifact("log", "Zeile 1\nZeile 2: ✓");
        assertThat(catalogue.read(agent, uri))
                .containsExactly(new JsonObject()
                        .put("uri", uri)
                        .put("mimeType", "text/plain; charset=utf-8")
                        .put("text", "Zeile 1\nZeile 2: ✓"));
    }

    @Test
    void an_image_is_given_whole_in_base64() {
        var png = new byte[200_000];
        new java.util.Random(1).nextBytes(png);
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, 0, png, 0, 4);
        var encoded = Base64.getEncoder().encodeToString(png);
        var items = catalogue.read(agent, artifact("screenshot", encoded));
        assertThat(items).hasSize(1);
        assertThat(items.get(0).getString("mimeType")).isEqualTo("image/png");
        assertThat(items.get(0).getString("blob")).isEqualTo(encoded);
    }

    @Test
    void a_long_text_comes_in_sections_that_never_cut_a_character() {
        var text = "€𝄞ß".repeat(9_000);
        var uri = artifact("file", text);
        var whole = new StringBuilder();
        var sections = 0;
        for (var next = uri; next != null; sections++) {
            var items = catalogue.read(agent, next);
            assertThat(items.get(0).getString("text").getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(32_000);
            whole.append(items.get(0).getString("text"));
            next = items.size() == 1 ? null : new JsonObject(items.get(1).getString("text")).getString("next");
        }
        assertThat(whole.toString()).isEqualTo(text);
        assertThat(sections).isEqualTo(3);
    }

    @Test
    void bytes_longer_than_a_section_say_where_the_next_one_begins() {
        var uri = uploaded("application/zip", "decode(repeat('00ff', 200000), 'hex')");
        var all = new ByteArrayOutputStream();
        var first = catalogue.read(agent, uri);
        all.writeBytes(Base64.getDecoder().decode(first.get(0).getString("blob")));
        var place = new JsonObject(first.get(1).getString("text"));
        assertThat(place.getInteger("size")).isEqualTo(400_000);
        assertThat(place.getString("next")).isEqualTo(uri + "?offset=262144");
        var second = catalogue.read(agent, place.getString("next"));
        assertThat(second).hasSize(1);
        all.writeBytes(Base64.getDecoder().decode(second.get(0).getString("blob")));
        assertThat(all.size()).isEqualTo(400_000);
    }

    @Test
    void what_is_called_text_and_is_none_is_given_as_bytes() {
        var items = catalogue.read(agent, uploaded("text/plain", "decode('fffe00', 'hex')"));
        assertThat(items.get(0).getString("blob")).isEqualTo("//4A");
        assertThat(items.get(0).containsKey("text")).isFalse();
    }

    @Test
    void what_a_host_could_run_loses_its_type() {
        var items = catalogue.read(agent, uploaded("text/html", "convert_to('<script>', 'UTF8')"));
        assertThat(items.get(0).getString("mimeType")).isEqualTo("application/octet-stream");
        assertThat(items.get(0).getString("text")).isEqualTo("<script>");
    }

    @Test
    void an_upload_that_has_not_come_is_not_there_and_neither_is_nonsense() {
        var awaited = catalogue
                .call(agent, "add_artifact", "attempt_id", attempt, "type", "file")
                .getLong("artifact_id");
        for (var id : List.of(awaited.toString(), "0", "x", "-1", "9".repeat(30))) {
            assertThat(refusal(() -> catalogue.read(agent, "artifact://" + id))).isEqualTo("not_found");
        }
    }

    @Test
    void an_offset_that_is_none_is_refused() {
        var uri = artifact("log", "text");
        for (var offset : List.of("4", "-1", "x", "9999999999999")) {
            assertThat(refusal(() -> catalogue.read(agent, uri + "?offset=" + offset)))
                    .isEqualTo("validation_failed");
        }
    }

    @Test
    void t4_nobody_reads_an_artifact_of_a_task_out_of_sight() {
        var uri = artifact("log", "Confidential");
        var ops = acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        var globex = catalogue.organization();
        for (var caller : List.of(ops, acme.member(), globex.agent())) {
            assertThat(refusal(() -> catalogue.read(caller, uri))).isEqualTo("not_found");
        }
    }

    @Test
    void each_read_is_in_the_log_by_its_template() {
        assertThat(catalogue.read(agent, artifact("log", "text"))).hasSize(1);
        assertThat(catalogue.look("SELECT alias || ' ' || object_kind || ' ' || object_key FROM rota.audit_event"
                        + " WHERE action = 'read_resource' AND org_id = " + acme.id()))
                .containsExactly("artifact://{id} artifact DEV-1");
    }
}
