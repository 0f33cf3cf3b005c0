package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.attempt.rest.ArtifactUploadEndpoint;
import dev.rota.http.ConnectionLimits;
import dev.rota.http.Drain;
import dev.rota.http.HttpListener;
import dev.rota.http.HttpSettings;
import dev.rota.http.MessageLimits;
import dev.rota.http.Routes;
import dev.rota.http.TimeLimits;
import dev.rota.identity.Caller;
import dev.rota.trace.Tracing;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtifactsTest {
    private static final byte[] PIXEL = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
    private static final String SHA256_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private static AttemptBench bench;
    private static HttpListener listener;

    private TestOrganization acme;
    private Caller agent;
    private Claim.Made claim;

    @BeforeAll
    static void open() {
        bench = new AttemptBench();
        var time = TimeLimits.DEFAULTS;
        var stopping = new TimeLimits(
                time.header(),
                time.body(),
                time.bodyBytesPerSecond(),
                time.call(),
                time.idle(),
                Duration.ZERO,
                Duration.ZERO);
        var settings = new HttpSettings(
                MessageLimits.DEFAULTS,
                stopping,
                ConnectionLimits.DEFAULTS,
                List.of(),
                List.of("127.0.0.1"),
                List.of());
        var uploads = new ArtifactUploadEndpoint(bench.artifacts, bench.urls, AttemptSettings.DEFAULT);
        Routes routes = router -> router.put("/api/v1/artifacts/:id/content").handler(ctx -> {
            ctx.request().pause();
            uploads.put(ctx).onFailure(problem -> {
                ctx.request().resume();
                ctx.fail(problem);
            });
        });
        listener = new HttpListener(
                "127.0.0.1", 0, URI.create("http://rota.example"), settings, new Drain(), List.of(routes), Tracing.OFF);
        await(listener.start(bench.vertx, 1));
    }

    @BeforeEach
    void found() {
        acme = bench.organization();
        agent = acme.agent();
        bench.task(agent, "work");
        claim = bench.claimed(agent, "DEV-1");
    }

    @AfterAll
    static void close() {
        await(listener.stop(bench.vertx));
        bench.close();
    }

    private Artifacts.Added add(ArtifactType type, @Nullable String content) {
        return bench.change(
                agent,
                tx -> bench.artifacts.add(
                        tx,
                        agent,
                        claim.attempt(),
                        new Artifact(type, "a name", content, new JsonObject().put("k", 1))));
    }

    private String refused(ArtifactType type, String content) {
        return bench.refusal(
                agent, tx -> bench.artifacts.add(tx, agent, claim.attempt(), new Artifact(type, null, content, null)));
    }

    private static String stored(long artifact, String columns) {
        return bench.value("SELECT concat_ws(' ', " + columns + ") FROM rota.artifact WHERE id = " + artifact);
    }

    private HttpResponse<String> put(String url, BodyPublisher body) {
        var here = url.replace("http://rota.example", "http://127.0.0.1:" + listener.actualPort());
        var request = HttpRequest.newBuilder(URI.create(here))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "video/x-of-the-bug")
                .PUT(body)
                .build();
        return TestHttpClient.send(request, BodyHandlers.ofString());
    }

    private static String url(Artifacts.Added added) {
        return java.util.Objects.requireNonNull(added.uploadUrl());
    }

    @Test
    void text_is_kept_as_utf_8_with_its_hash() {
        var added = add(ArtifactType.LOG, "hello");
        assertThat(added.content().sha256Hex()).isEqualTo(SHA256_OF_HELLO);
        assertThat(added.content().size()).isEqualTo(5);
        assertThat(stored(
                        added.id(), "convert_from(content, 'UTF8'), size, encode(sha256, 'hex'), name, metadata->>'k'"))
                .isEqualTo("hello 5 " + SHA256_OF_HELLO + " a name 1");
        assertThat(bench.history(acme, "DEV-1")).endsWith("artifact_added");
    }

    @Test
    void a_screenshot_comes_as_base64_and_is_named_by_what_it_is() {
        var added = add(ArtifactType.SCREENSHOT, Base64.getEncoder().encodeToString(PIXEL));
        assertThat(stored(added.id(), "media_type, size")).isEqualTo("image/png 9");
        assertThat(refused(ArtifactType.SCREENSHOT, "not base64!")).isEqualTo("validation_failed");
    }

    @Test
    void inline_content_ends_at_256_kib_of_utf_8() {
        assertThat(add(ArtifactType.FILE, "x".repeat(262_144)).content().size()).isEqualTo(262_144);
        assertThat(refused(ArtifactType.FILE, "x".repeat(262_145))).isEqualTo("payload_too_large");
        assertThat(refused(ArtifactType.FILE, "é".repeat(131_073))).isEqualTo("payload_too_large");
        assertThat(refused(ArtifactType.FILE, "x".repeat(26_214_400))).isEqualTo("payload_too_large");
    }

    @Test
    void an_artifact_needs_the_claim() {
        bench.lapse(claim.attempt());
        assertThat(refused(ArtifactType.LOG, "late")).isEqualTo("lease_lost");
    }

    @Test
    void an_attempt_has_at_most_two_hundred() {
        bench.copy.execute("INSERT INTO rota.artifact (org_id, attempt_id, task_id, type, media_type)"
                + " SELECT a.org_id, a.id, a.task_id, 'log', 'text/plain' FROM rota.attempt a, generate_series(1, 199)"
                + " WHERE a.id = " + claim.attempt());
        assertThat(add(ArtifactType.LOG, "the last one").id()).isPositive();
        assertThat(refused(ArtifactType.LOG, "one more")).isEqualTo("limit_exceeded");
    }

    @Test
    void content_is_put_to_the_upload_url_once_with_any_media_type() {
        var added = add(ArtifactType.FILE, null);
        var body = new byte[3_000_000];
        var first = put(url(added), BodyPublishers.ofByteArray(body));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(first.body()).getLong("size")).isEqualTo(3_000_000);
        assertThat(stored(added.id(), "size, media_type, sha256 = sha256(content)"))
                .isEqualTo("3000000 video/x-of-the-bug t");
        assertThat(bench.history(acme, "DEV-1")).endsWith("artifact_added", "artifact_uploaded");
        assertThat(bench.value("SELECT concat_ws(' ', category, actor_kind, actor_id, object_id, credential)"
                        + " FROM rota.audit_event WHERE action = 'upload_artifact' AND org_id = " + acme.id()))
                .isEqualTo("ADMIN agent " + acme.agentId() + " " + added.id() + " upload_url");

        var second = put(url(added), BodyPublishers.ofString("instead"));
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(second.body()).getString("code")).isEqualTo("already_exists");
        assertThat(stored(added.id(), "size")).isEqualTo("3000000");
    }

    @Test
    void of_two_uploads_at_once_one_is_kept() {
        var url = url(add(ArtifactType.FILE, null));
        var here = url.replace("http://rota.example", "http://127.0.0.1:" + listener.actualPort());
        var sent = List.of("one", "two").stream()
                .map(text -> TestHttpClient.shared()
                        .sendAsync(
                                HttpRequest.newBuilder(URI.create(here))
                                        .PUT(BodyPublishers.ofString(text))
                                        .build(),
                                BodyHandlers.ofString()))
                .toList();
        assertThat(sent.stream().map(answer -> answer.join().statusCode()))
                .contains(200)
                .doesNotContain(500);
        assertThat(sent.stream().filter(answer -> answer.join().statusCode() == 200))
                .hasSize(1);
    }

    @Test
    void fifty_mebibytes_fit_and_not_a_byte_more() {
        var url = url(add(ArtifactType.FILE, null));
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[UploadUrls.MOST_BYTES + 1]));
        var tooMuch = put(url, chunked);
        assertThat(tooMuch.statusCode()).isEqualTo(413);
        var fits = put(url, BodyPublishers.ofByteArray(new byte[UploadUrls.MOST_BYTES]));
        assertThat(fits.statusCode()).isEqualTo(200);
    }

    @Test
    void whatever_is_wrong_with_a_signature_there_is_no_such_upload() {
        var one = url(add(ArtifactType.FILE, null));
        var two = url(add(ArtifactType.FILE, null));
        var signature = two.substring(two.indexOf('?'));
        var last = two.charAt(two.length() - 1) == 'A' ? 'B' : 'A';
        var late = add(ArtifactType.FILE, null);
        var until = java.util.Objects.requireNonNull(late.uploadUntil()).minusMinutes(16);
        for (var url : List.of(
                one.substring(0, one.indexOf('?')),
                one.substring(0, one.indexOf('?')) + signature,
                one + "&signature=x",
                two.substring(0, two.length() - 1) + last,
                one.replaceFirst("artifacts/[0-9]+", "artifacts/999999"),
                bench.urls.url(acme.id(), late.id(), until),
                bench.urls.url(bench.organization().id(), late.id(), until.plusMinutes(20)))) {
            var answer = put(url, BodyPublishers.ofString("x"));
            assertThat(answer.statusCode()).as(url).isEqualTo(404);
            assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("not_found");
        }
    }
}
