package dev.rota.http;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Options of the HTTP server with every default that is too generous for a public one replaced (security I1). */
final class ServerOptions {
    private static final int CHUNK_BYTES = 8_192;
    private static final int BACKLOG = 1_024;

    private ServerOptions() {}

    /** Times are not among them: {@link ConnectionGuard} keeps those, because an idle time alone stops no slow sender. */
    static HttpServerOptions of(MessageLimits limits) {
        var options = new HttpServerOptions();
        options.setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(CHUNK_BYTES)
                .setMaxFormAttributeSize(CHUNK_BYTES)
                .setMaxFormFields(64)
                .setMaxFormBufferedBytes(CHUNK_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        options.setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setUseAlpn(false);
        options.setTcpKeepAlive(true).setTcpNoDelay(true).setReuseAddress(true).setAcceptBacklog(BACKLOG);
        return options;
    }
}
