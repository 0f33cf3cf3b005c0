package dev.rota.objectstore;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Puts objects into a bucket, each request signed (AWS Signature Version 4) with the hash of what it carries. Over a client
 * of its own, to the one endpoint that the operator has set: no redirects, no proxy.
 */
public final class Bucket {
    private static final int CONNECT_MS = 3_000;
    private static final long LONGEST_MS = 10_000;
    private static final int CONNECTIONS = 4;
    private static final String HOST = "Host"; // the client writes it, as it was signed

    private final Vertx vertx;
    private final BucketSettings settings;
    private final WebClient client;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsIdentity identity;

    public Bucket(Vertx vertx, BucketSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.identity = AwsCredentialsIdentity.create(
                settings.accessKey(), settings.secretKey().reveal());
        var options = new WebClientOptions()
                .setFollowRedirects(false)
                .setConnectTimeout(CONNECT_MS)
                .setVerifyHost(true)
                .setSslHandshakeTimeout(CONNECT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true));
        client = WebClient.create(vertx, options, new io.vertx.core.http.PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /**
     * Puts one object; what is there under that name is replaced. Fails unless the store says that it has it, within ten
     * seconds.
     *
     * @param name below the prefix: letters, digits, dashes, dots and slashes
     */
    public Future<Void> put(String name, String mediaType, Buffer content) {
        var uri = URI.create(settings.endpoint() + "/" + settings.bucket() + "/" + settings.prefix() + name);
        return vertx.executeBlocking(() -> signed(uri, mediaType, content), false)
                .compose(request -> {
                    var sent = client.requestAbs(HttpMethod.PUT, uri.toString()).timeout(LONGEST_MS);
                    request.forEachHeader((header, values) -> {
                        if (!header.equalsIgnoreCase(HOST)) {
                            sent.putHeader(header, values);
                        }
                    });
                    return sent.sendBuffer(content)
                            .compose(answer -> answer.statusCode() / 100 == 2
                                    ? Future.succeededFuture()
                                    : Future.failedFuture(
                                            "the object store answered " + answer.statusCode() + " for " + name));
                });
    }

    private SdkHttpRequest signed(URI uri, String mediaType, Buffer content) {
        var unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(uri)
                .putHeader("Content-Type", mediaType)
                .build();
        return signer.sign(request -> request.identity(identity)
                        .request(unsigned)
                        .payload(() -> new ByteArrayInputStream(content.getBytes()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
    }
}
