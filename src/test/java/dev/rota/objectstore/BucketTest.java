package dev.rota.objectstore;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsSources;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        await(VERTX.close());
    }

    /** "Examples: Signature Calculations", GET Object, of the Amazon S3 API reference. */
    @Test
    void the_stores_check_agrees_with_the_published_example() {
        var headers = new HashMap<String, String>();
        headers.put("host", "examplebucket.s3.amazonaws.com");
        headers.put("range", "bytes=0-9");
        headers.put("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        headers.put("x-amz-date", "20130524T000000Z");
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(SignatureCheck.holds(
                        "GET", "/test.txt", headers, new byte[0], TestStore.ACCESS_KEY, TestStore.SECRET_KEY))
                .isTrue();
        headers.put("range", "bytes=0-10");
        assertThat(SignatureCheck.holds(
                        "GET", "/test.txt", headers, new byte[0], TestStore.ACCESS_KEY, TestStore.SECRET_KEY))
                .isFalse();
    }

    @Test
    void an_object_is_put_under_prefix_and_name_with_a_signature_that_holds() {
        try (var store = new TestStore(VERTX)) {
            var bucket = new Bucket(VERTX, store.settings(TestStore.SECRET_KEY));
            await(bucket.add("organization-1/digest-000000000001.jws", "application/jose", Buffer.buffer("a.b.c")));
            await(bucket.add("empty", "text/plain", Buffer.buffer()));

            assertThat(store.objects())
                    .containsEntry("/audit/rota/organization-1/digest-000000000001.jws", "a.b.c")
                    .containsEntry("/audit/rota/empty", "");
            assertThat(store.refused()).isZero();
        }
    }

    @Test
    void what_is_there_is_never_replaced() {
        try (var store = new TestStore(VERTX)) {
            var bucket = new Bucket(VERTX, store.settings(TestStore.SECRET_KEY));
            assertThat(await(bucket.add("x", "text/plain", Buffer.buffer("one"))))
                    .isTrue();
            assertThat(await(bucket.add("x", "text/plain", Buffer.buffer("one"))))
                    .isTrue();
            assertThat(await(bucket.add("x", "text/plain", Buffer.buffer("two"))))
                    .isFalse();
            assertThat(store.objects()).containsEntry("/audit/rota/x", "one");
            assertThat(store.refused()).isZero();
        }
    }

    @Test
    void whatever_the_store_does_not_take_fails() {
        try (var store = new TestStore(VERTX)) {
            var wrong = new Bucket(VERTX, store.settings("another"));
            assertThatThrownBy(() -> await(wrong.add("x", "text/plain", Buffer.buffer("x"))))
                    .hasMessage("the object store answered 403 for x");
            store.setAway(true);
            var right = new Bucket(VERTX, store.settings(TestStore.SECRET_KEY));
            assertThatThrownBy(() -> await(right.add("x", "text/plain", Buffer.buffer("x"))))
                    .hasMessage("the object store answered 503 for x");
        }
        assertThatThrownBy(() -> {
                    var store = new TestStore(VERTX);
                    store.close();
                    await(new Bucket(VERTX, store.settings("x")).add("x", "text/plain", Buffer.buffer("x")));
                })
                .hasMessageContaining("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            endpoint=https://s3.example | rota.audit.s3.bucket is needed
            endpoint=https://s3.example bucket=audit access-key=a | rota.audit.s3.secret-key is needed
            bucket=audit | rota.audit.s3.endpoint is needed
            endpoint=http://s3.example bucket=audit access-key=a secret-key=b | must be an https URL without path
            endpoint=https://s3.example/path bucket=audit access-key=a secret-key=b | must be an https URL without path
            endpoint=https://user@s3.example bucket=audit access-key=a secret-key=b | must be an https URL without path
            endpoint=https://s3.example bucket=A access-key=a secret-key=b | must be the name of a bucket
            endpoint=https://s3.example bucket=audit access-key=a secret-key=b prefix=../ | ''
            endpoint=https://s3.example bucket=audit access-key=a secret-key=b prefix=no-slash | must be empty, or words
            """)
    void settings_that_do_not_fit_stop_the_start(String values, String problem) {
        var problems = problems(values);
        if (problem.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).contains(problem);
        }
    }

    private static String problems(String values) {
        var all = new HashMap<String, String>();
        for (var pair : values.split(" ", -1)) {
            var parts = pair.split("=", 2);
            all.put("rota.audit.s3." + parts[0], parts[1]);
        }
        var reader = SettingsSources.only(Map.copyOf(all));
        var read = BucketSettings.read(reader, Mode.PRODUCTION, "rota.audit.s3");
        return reader.problems().isEmpty()
                ? (read == null ? "nothing" : "")
                : reader.problems().toString();
    }
}
