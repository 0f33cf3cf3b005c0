package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.identity.OrganizationId;
import dev.rota.objectstore.Bucket;
import dev.rota.objectstore.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private static DigestUploads uploads(ChainedLog log, TestStore store) {
        return new DigestUploads(
                log.database, ChainedLog.KEY, new Bucket(log.vertx, store.settings(TestStore.SECRET_KEY))::put);
    }
}
