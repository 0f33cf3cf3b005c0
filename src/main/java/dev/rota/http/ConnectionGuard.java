package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection within its limits, between Netty's codec and Vert.x, which offers none of this: header, idle and
 * drain time, pipelining, requests in total, number of headers, framing. Answers what never becomes a request with a
 * problem document, in its turn after the responses before it.
 *
 * <p>Closing means: say so in the last response, send FIN, throw away what still arrives for a moment, close. Closing
 * at once would make the kernel send RST, which can take the response from the peer that is still sending.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final Set<HttpResponseStatus> ENDS_CONNECTION = Set.of(
            HttpResponseStatus.REQUEST_TIMEOUT,
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            HttpResponseStatus.REQUEST_URI_TOO_LONG,
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE);

    private final HttpSettings settings;
    private final Drain drain;
    private final ResponseHeaders headers;
    private final StrictRequestDecoder decoder;

    private final ConnectionClock clock;
    private @Nullable ChannelHandlerContext place;
    /** Requests given to Vert.x whose response has not been written to its end. */
    private int outstanding;

    private int requests;
    private boolean awaitsHeader = true;
    private boolean bodyArrives;
    private boolean throwsAway;
    /** No further request is given to Vert.x. */
    private boolean isLast;

    private boolean responseSaysClose;
    private @Nullable Failure refusal;
    private long unreadBytes;
    private boolean lingers;
    private @Nullable ScheduledFuture<?> lingering;

    private ConnectionGuard(
            EventLoop loop, HttpSettings settings, HttpServerOptions options, Drain drain, ResponseHeaders headers) {
        this.settings = settings;
        this.drain = drain;
        this.headers = headers;
        this.decoder = new StrictRequestDecoder(options, settings.message().headerCount(), this::bytesArrived);
        var time = settings.time();
        var shortest = Collections.min(List.of(time.header(), time.body(), time.idle()));
        this.clock = new ConnectionClock(loop, shortest, this::expired);
    }

    /** Takes its place in the pipeline of an HTTP/1 connection from which nothing has been read yet. */
    static void install(
            ChannelPipeline pipeline,
            HttpSettings settings,
            HttpServerOptions options,
            Drain drain,
            ResponseHeaders headers,
            LoopTurn turn) {
        var guard = new ConnectionGuard(pipeline.channel().eventLoop(), settings, options, drain, headers);
        pipeline.replace(VertxHttpRequestDecoder.class, "httpDecoder", guard.decoder);
        pipeline.addBefore("httpDecoder", "turn", new RequestTurn(turn, guard.decoder::isBetweenRequests));
        pipeline.addBefore("handler", "guard", guard);
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(place, "not in a pipeline");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
        clock.set(settings.time().header());
        clock.start();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        clock.stop();
        if (lingering != null) {
            lingering.cancel(false);
        }
    }

    private void bytesArrived() {
        if (outstanding == 0 && !bodyArrives && !awaitsHeader && !lingers) {
            awaitsHeader = true;
            clock.set(settings.time().header());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            head(request);
        } else if (message instanceof HttpContent content) {
            content(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest request) {
        throwsAway = isLast;
        if (throwsAway) {
            return;
        }
        awaitsHeader = false;
        var refused = RequestHead.refusal(request);
        if (refused != null) {
            refuse(refused);
            return;
        }
        if (outstanding == settings.connections().pipelined()) {
            throwsAway = true;
            isLast = true;
            decoder.stop();
            return;
        }
        outstanding++;
        requests++;
        isLast = requests >= settings.connections().requests();
        bodyArrives = true;
        unreadBytes = 0;
        clock.clear();
        ctx().fireChannelRead(request);
    }

    private void content(HttpContent content) {
        if (throwsAway || lingers) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            var cause = content.decoderResult().cause();
            content.release();
            brokenBody(cause);
            return;
        }
        var end = content instanceof LastHttpContent;
        if (end) {
            bodyArrives = false;
        }
        unreadBytes += outstanding == 0 ? content.content().readableBytes() : 0;
        ctx().fireChannelRead(content);
        if (unreadBytes > settings.message().bodyBytes()) {
            linger();
        } else if (end && outstanding == 0 && !lingers) {
            settle();
        }
    }

    /** The next thing on the wire would be read as a request, though nobody knows where the body ends. */
    private void brokenBody(Throwable cause) {
        isLast = true;
        throwsAway = true;
        decoder.stop();
        if (outstanding == 1 && !responseSaysClose) {
            outstanding = 0;
            answer(RequestHead.undecoded(cause));
        } else {
            hangUp();
        }
        ctx().fireExceptionCaught(cause);
    }

    private void refuse(Failure failure) {
        isLast = true;
        throwsAway = true;
        decoder.stop();
        if (outstanding == 0) {
            answer(failure);
        } else {
            refusal = failure;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (lingers) { // Vert.x does not know yet that this connection has had its last answer
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        var response = message instanceof HttpResponse head ? head : null;
        if (response != null && isInterim(response)) {
            super.write(context, message, promise);
            return;
        }
        if (response != null) {
            sayCloseIfLast(response);
        }
        if (message instanceof LastHttpContent) {
            super.write(context, message, responseEnds(promise));
        } else {
            super.write(context, message, promise);
        }
    }

    private static boolean isInterim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void sayCloseIfLast(HttpResponse response) {
        var nothingFollows = outstanding == 1 && refusal == null && (isLast || drain.hasBegun());
        if (nothingFollows || ENDS_CONNECTION.contains(response.status())) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        responseSaysClose = response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    private ChannelPromise responseEnds(ChannelPromise promise) {
        outstanding--;
        var written = promise.unvoid();
        if (responseSaysClose) {
            isLast = true;
            throwsAway = true;
            decoder.stop();
            written.addListener(done -> linger());
        } else if (outstanding == 0) {
            written.addListener(done -> settle());
        }
        return written;
    }

    /** Every response is out: what now? */
    private void settle() {
        if (outstanding > 0 || lingers) {
            return;
        }
        if (refusal != null) {
            answer(refusal);
        } else if (bodyArrives) {
            clock.set(settings.time().body());
        } else if (isLast) {
            linger();
        } else if (decoder.isWithinHead()) {
            awaitsHeader = true;
            clock.set(settings.time().header());
        } else {
            awaitsHeader = false;
            clock.set(settings.time().idle());
        }
    }

    private void expired() {
        if (awaitsHeader && outstanding == 0 && decoder.isWithinHead() && !lingers) {
            refuse(new Failure.Refused(FailureCode.REQUEST_TIMEOUT, "The header took too long to arrive"));
        } else {
            hangUp();
        }
    }

    /** Writes a response that no route has made, and closes. */
    private void answer(Failure failure) {
        var id = RequestIds.create();
        var body = new ProblemDocument(id, true).of(failure).getBytes();
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(failure.code().httpStatus()),
                Unpooled.wrappedBuffer(body));
        var common = MultiMap.caseInsensitiveMultiMap();
        headers.put(common, id);
        common.forEach(header -> response.headers().set(header.getKey(), header.getValue()));
        if (failure.code() == FailureCode.METHOD_NOT_ALLOWED) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        lingers = true;
        ctx().writeAndFlush(response).addListener(done -> sendFin());
    }

    private void linger() {
        if (!lingers) {
            lingers = true;
            sendFin();
        }
    }

    private void sendFin() {
        decoder.stop();
        clock.clear();
        var channel = ctx().channel();
        channel.config().setAutoRead(true); // so that the peer's own FIN is seen
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(sent -> clock.clear());
        }
        lingering = channel.eventLoop().schedule((Runnable) this::hangUp, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Vert.x closes as soon as it has written; the peer has not read by then. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        if (lingers) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            super.close(context, promise);
        }
    }

    private void hangUp() {
        ctx().close().addListener(closed -> clock.stop());
    }
}
