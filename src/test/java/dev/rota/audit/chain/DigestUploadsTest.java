package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Restrictions;
import dev.rota.objectstore.Bucket;
import dev.rota.objectstore.BucketSettings;
import dev.rota.objectstore.TestStore;
import dev.rota.settings.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security U6: the second place that signed digests go to. */
final class DigestUploadsTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId GLOBEX = new OrganizationId(2);

    @Test
    void u6_every_digest_comes_to_the_object_store_however_long_it_was_away(@TempDir Path directory)
            throws IOException {
        try (var log = new ChainedLog(directory);
                var store = new TestStore(log.vertx)) {
            var uploads = uploads(log, store);
            store.setAway(true);
            for (var organization : List.of(ACME, GLOBEX, ACME)) {
                log.write(organization, 3);
                log.chain();
                log.digest(organization);
                assertThatThrownBy(() -> await(uploads.runOnce())).hasMessageContaining("503");
            }
            assertThat(store.objects()).isEmpty();

            store.setAway(false);
            assertThat(await(uploads.runOnce())).isEqualTo(3);
            assertThat(await(uploads.runOnce())).isZero();

            var key = "/audit/rota/key-" + ChainedLog.KEY.publicKey().getKeyID() + ".jwk";
            var first = "/audit/rota/organization-1/digest-000000000001.jws";
            var second = "/audit/rota/organization-1/digest-000000000002.jws";
            assertThat(store.objects())
                    .containsOnlyKeys(first, second, "/audit/rota/organization-2/digest-000000000001.jws", key);
            var lines = Files.writeString(
                    directory.resolve("downloaded"),
                    store.objects().get(first) + "\n" + store.objects().get(second) + "\n");
            var jwk = Files.writeString(
                    directory.resolve("downloaded.jwk"),
                    String.valueOf(store.objects().get(key)));
            assertThat(ChainVerification.offline(ACME, lines, jwk)).isEqualTo(new Verdict(1, 6, 2, null));
        }
    }

    @Test
    void u6_where_an_object_store_gets_the_digests_a_node_keeps_none_and_still_verifies(@TempDir Path directory) {
        var bucket = new BucketSettings(
                URI.create("https://store.example"), "us-east-1", "audit", "", "id", new Secret("secret"));
        try (var log = new ChainedLog(new AuditSettings(directory.resolve("audit"), bucket))) {
            log.write(ACME, 3);
            log.chain();
            log.digest(ACME);

            assertThat(directory.resolve("audit")).doesNotExist();
            assertThat(log.verify(ACME)).isEqualTo(new Verdict(1, 3, 1, null));
        }
    }

    @Test
    void u6_another_node_goes_on_where_one_has_stopped(@TempDir Path directory) {
        try (var log = new ChainedLog(directory);
                var store = new TestStore(log.vertx)) {
            log.write(ACME, 3);
            log.chain();
            log.digest(ACME);
            assertThat(await(uploads(log, store).runOnce())).isEqualTo(1);
            log.write(ACME, 3);
            log.chain();
            log.digest(ACME);
            store.objects().clear();

            assertThat(await(uploads(log, store).runOnce())).isEqualTo(1);
            assertThat(store.objects().keySet()).contains("/audit/rota/organization-1/digest-000000000002.jws");
        }
    }

    @Test
    void u6_whoever_owns_the_database_puts_nothing_into_the_store(@TempDir Path directory) {
        try (var log = new ChainedLog(directory);
                var store = new TestStore(log.vertx)) {
            for (var organization : List.of(ACME, GLOBEX)) {
                log.write(organization, 3);
                log.chain();
                log.digest(organization);
            }
            var forged = log.copy
                    .ask("SELECT signed FROM rota.audit_digest WHERE org_id = " + GLOBEX)
                    .get(0);
            var written = log.copy
                    .ask("SELECT signed FROM rota.audit_digest WHERE org_id = " + ACME)
                    .get(0);
            for (var text : List.of(forged, written.substring(0, written.length() - 8) + "AAAAAAAA", "a.b.c", "")) {
                log.copy.execute("UPDATE rota.audit_digest SET signed = '" + text + "' WHERE org_id = " + ACME);
                assertThatThrownBy(() -> await(uploads(log, store).runOnce())).hasMessageContaining("held back");
            }
            assertThat(store.objects().keySet())
                    .noneMatch(name -> name.contains("organization-1/"))
                    .contains("/audit/rota/organization-2/digest-000000000001.jws");
            assertThat(log.metrics.scrape()).contains("rota_audit_digest_disputes_total 4.0");

            log.copy.execute("UPDATE rota.audit_digest SET signed = '" + written + "' WHERE org_id = " + ACME);
            assertThat(await(uploads(log, store).runOnce())).isEqualTo(1);
        }
    }

    @Test
    void u6_what_the_store_has_is_never_replaced_and_the_next_digest_comes_all_the_same(@TempDir Path directory) {
        try (var log = new ChainedLog(directory);
                var store = new TestStore(log.vertx)) {
            var first = "/audit/rota/organization-1/digest-000000000001.jws";
            store.objects().put(first, "what was there before");
            for (var n = 0; n < 2; n++) {
                log.write(ACME, 3);
                log.chain();
                log.digest(ACME);
            }
            assertThat(await(uploads(log, store).runOnce())).isEqualTo(2);
            assertThat(store.objects())
                    .containsEntry(first, "what was there before")
                    .containsKey("/audit/rota/organization-1/digest-000000000002.jws");
            assertThat(log.metrics.scrape()).contains("rota_audit_digest_disputes_total 1.0");

            log.copy.execute("UPDATE rota.audit_digest_upload SET uploaded = 1"); // as if the answer had been lost
            assertThat(await(uploads(log, store).runOnce())).isEqualTo(1);
            assertThat(log.metrics.scrape()).contains("rota_audit_digest_disputes_total 1.0");
        }
    }

    @Test
    void u6_a_server_that_knows_a_bucket_fills_it() {
        var vertx = Vertx.vertx();
        try (var store = new TestStore(vertx);
                var server = TestServer.start(TestDatabase.create(), settings(store))) {
            var acme = server.organization();
            server.tool(acme.agentToken(Restrictions.NONE), "list_tasks", new JsonObject());
            var name = "/audit/" + DigestUploads.name(acme.id(), 1);
            var deadline = System.nanoTime() + 30_000_000_000L;
            while (!store.objects().containsKey(name)) {
                server.database().execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'audit_digest'");
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            }
            assertThat(store.refused()).isZero();
        } finally {
            await(vertx.close());
        }
    }

    private static Map<String, String> settings(TestStore store) {
        return Map.of(
                "rota.audit.s3.endpoint",
                store.endpoint().toString(),
                "rota.audit.s3.bucket",
                "audit",
                "rota.audit.s3.access-key",
                TestStore.ACCESS_KEY,
                "rota.audit.s3.secret-key",
                TestStore.SECRET_KEY);
    }

    private static DigestUploads uploads(ChainedLog log, TestStore store) {
        return new DigestUploads(
                log.vertx,
                log.database,
                ChainedLog.KEY,
                log.settings,
                log.metrics.chain(),
                new Bucket(log.vertx, store.settings(TestStore.SECRET_KEY))::add);
    }
}
