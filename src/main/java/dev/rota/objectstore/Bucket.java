package dev.rota.objectstore;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Map;
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
    /** RFC 9110 section 15.5.13: the condition does not hold. */
    private static final int THERE_IS_ONE = 412;

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
     * Puts one object where there is none of that name; what is there is never replaced. Fails unless the store says whether
     * it has it, within ten seconds for each of at most two requests.
     *
     * @param name below the prefix: letters, digits, dashes, dots and slashes
     * @return whether the store has it now; false where it has something else under that name
     */
    public Future<Boolean> add(String name, String mediaType, Buffer content) {
        return send(SdkHttpMethod.PUT, name, Map.of("Content-Type", mediaType, "If-None-Match", "*"), content)
                .compose(answer -> answer.statusCode() == THERE_IS_ONE
                        ? send(SdkHttpMethod.GET, name, Map.of(), Buffer.buffer())
                                .compose(there -> succeeded(there, name)
                                        .map(found ->
                                                content.equals(found.body() == null ? Buffer.buffer() : found.body())))
                        : succeeded(answer, name).map(true));
    }

    private static Future<HttpResponse<Buffer>> succeeded(HttpResponse<Buffer> answer, String name) {
        return answer.statusCode() / 100 == 2
                ? Future.succeededFuture(answer)
                : Future.failedFuture("the object store answered " + answer.statusCode() + " for " + name);
    }

    private Future<HttpResponse<Buffer>> send(
            SdkHttpMethod method, String name, Map<String, String> headers, Buffer content) {
        var uri = URI.create(settings.endpoint() + "/" + settings.bucket() + "/" + settings.prefix() + name);
        return vertx.executeBlocking(() -> signed(method, uri, headers, content), false)
                .compose(request -> {
                    var sent = client.requestAbs(HttpMethod.valueOf(method.name()), uri.toString())
                            .timeout(LONGEST_MS);
                    request.forEachHeader((header, values) -> {
                        if (!header.equalsIgnoreCase(HOST)) {
                            sent.putHeader(header, values);
                        }
                    });
                    return method == SdkHttpMethod.PUT ? sent.sendBuffer(content) : sent.send();
                });
    }

    private SdkHttpRequest signed(SdkHttpMethod method, URI uri, Map<String, String> headers, Buffer content) {
        var unsigned = SdkHttpRequest.builder().method(method).uri(uri);
        headers.forEach(unsigned::putHeader);
        return signer.sign(request -> request.identity(identity)
                        .request(unsigned.build())
                        .payload(() -> new ByteArrayInputStream(content.getBytes()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
    }
}
