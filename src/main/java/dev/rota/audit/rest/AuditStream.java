package dev.rota.audit.rest;

import dev.rota.audit.chain.AuditFeed;
import dev.rota.audit.chain.AuditFeed.Following;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.http.CallTime;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader's stream (WHATWG HTML section 9.2, "Server-sent events"). Confined to the request's event loop. */
final class AuditStream implements AuditFeed.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);
    private static final Duration LIFE = Duration.ofHours(1);
    /** With what {@link StreamChecks} may be old, less than the five seconds in which a revoked credential's streams end. */
    private static final long CHECK_MS = 2_500;

    private static final long KEEP_ALIVE_MS = 15_000;
    /** What is written before the reader has taken what came before. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final Buffer COMMENT = Buffer.buffer(":\n\n");
    /** Milliseconds after which a browser comes back. */
    private static final Buffer RETRY = Buffer.buffer("retry: 2000\n\n");

    private final Vertx vertx;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Filter filter;
    private final BooleanSupplier stopping;
    private final Supplier<Future<Void>> again;
    private final Runnable leave;
    private @Nullable Following following;
    private long checks;
    private long comments;
    private long end;
    private boolean checking;
    private boolean closed;

    /**
     * @param again fails when the reader may not go on
     * @param leave gives the stream's place back when it is closed
     */
    AuditStream(
            Vertx vertx,
            RoutingContext ctx,
            Filter filter,
            BooleanSupplier stopping,
            Supplier<Future<Void>> again,
            Runnable leave) {
        this.vertx = vertx;
        this.ctx = ctx;
        this.response = ctx.response();
        this.filter = filter;
        this.stopping = stopping;
        this.again = again;
        this.leave = leave;
    }

    /** Done when the beginning is written; from then on the stream lives by itself. */
    Future<Void> begin(AuditFeed feed, OrganizationId organization, long after) {
        if (closed || response.closed() || response.ended()) {
            close();
            return Future.succeededFuture();
        }
        CallTime.allow(ctx, LIFE.plusMinutes(1));
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, AuditStreams.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        checks = vertx.setPeriodic(CHECK_MS, id -> check());
        comments = vertx.setPeriodic(KEEP_ALIVE_MS, id -> write(COMMENT).onFailure(AuditStream::left));
        end = vertx.setTimer(LIFE.toMillis(), id -> finish(COMMENT));
        following = feed.follow(organization, after, this);
        return write(RETRY).onFailure(gone -> close()).otherwiseEmpty(); // the reader has left
    }

    @Override
    public Future<Void> take(List<ChainedEvent> events) {
        return closed ? Future.failedFuture("the reader has left") : take(events, 0);
    }

    /** As much as the buffer holds, and the rest when that is taken. */
    private Future<Void> take(List<ChainedEvent> events, int from) {
        var text = Buffer.buffer();
        var next = from;
        while (next < events.size() && text.length() < BUFFER_BYTES) {
            var one = events.get(next++);
            if (filter.matches(one.event())) {
                text.appendString("id: " + one.seq() + "\ndata: " + one.event().encode() + "\n\n");
            }
        }
        var written = text.length() == 0 ? Future.<Void>succeededFuture() : write(text);
        var rest = next;
        return rest == events.size() ? written : written.compose(taken -> take(events, rest));
    }

    /** A slow reader: what is in its way cannot be taken back, so the connection ends. */
    @Override
    public void leftBehind() {
        close();
        ctx.request().connection().close().onFailure(AuditStream::left);
    }

    private void check() {
        if (stopping.getAsBoolean()) {
            finish(COMMENT);
        } else if (!checking) {
            checking = true;
            again.get().onComplete(done -> {
                checking = false;
                if (done.failed() && done.cause() instanceof FailureException known && isFinal(known.failure())) {
                    finish(error(known.failure()));
                }
            });
        }
    }

    /** Whatever only says that nobody can tell right now passes: nothing is read meanwhile either. */
    private static boolean isFinal(Failure failure) {
        return !(failure instanceof Failure.Unavailable || failure instanceof Failure.RateLimited);
    }

    private static Buffer error(Failure failure) {
        var problem = new JsonObject()
                .put("type", "about:blank")
                .put("status", failure.code().httpStatus())
                .put("detail", failure.message())
                .put("code", failure.code().wire());
        return Buffer.buffer("event: error\ndata: " + problem.encode() + "\n\n");
    }

    private void finish(Buffer last) {
        if (!closed) {
            close();
            response.end(last).onFailure(AuditStream::left);
        }
    }

    private Future<Void> write(Buffer text) {
        return closed || response.ended() ? Future.failedFuture("the stream has ended") : response.write(text);
    }

    /** Ends following, and gives the place back. Can be repeated. */
    void close() {
        if (!closed) {
            closed = true;
            vertx.cancelTimer(checks);
            vertx.cancelTimer(comments);
            vertx.cancelTimer(end);
            if (following != null) {
                following.close();
            }
            leave.run();
        }
    }

    private static void left(Throwable gone) {
        LOG.trace("a reader of the audit has left", gone);
    }
}
