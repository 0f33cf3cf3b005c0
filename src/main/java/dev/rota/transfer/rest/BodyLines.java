package dev.rota.transfer.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.BodyPace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** The lines of a body, one after the other: nothing more is read while one is being worked on. */
final class BodyLines {
    /** More than any row that an export can have. */
    static final int LONGEST = 4 * 1024 * 1024;

    private final HttpServerRequest request;
    private final BodyPace pace;
    private final long most;
    private final Function<Buffer, Future<Void>> worker;
    private final Promise<Void> done = Promise.promise();
    private Buffer waiting = Buffer.buffer();
    private int searched;
    private long arrived;
    private boolean working;
    private boolean ended;

    private BodyLines(RoutingContext ctx, long most, Function<Buffer, Future<Void>> worker) {
        this.request = ctx.request();
        this.pace = BodyPace.watch(ctx, () -> !working && !ended, this::fail);
        this.most = most;
        this.worker = worker;
    }

    /**
     * Gives each line of a paused request to {@code worker}, without its end. Completes when the last one is done; fails as
     * the worker does, with {@code payload_too_large} over {@code most} bytes, {@code request_timeout} where it is too slow,
     * and when the peer leaves.
     */
    static Future<Void> each(RoutingContext ctx, long most, Function<Buffer, Future<Void>> worker) {
        return new BodyLines(ctx, most, worker).start();
    }

    private Future<Void> start() {
        request.handler(this::arrive).exceptionHandler(lost -> fail(cutShort())).endHandler(end -> {
            ended = true;
            work();
        });
        request.resume();
        return done.future().onComplete(all -> pace.end());
    }

    private void arrive(Buffer chunk) {
        if (done.future().isComplete()) {
            return; // it was refused: the rest is thrown away
        }
        arrived += chunk.length();
        pace.arrived(chunk.length());
        if (arrived > most) {
            fail(tooLarge("An import may have at most " + most + " bytes in one request"));
            return;
        }
        waiting.appendBuffer(chunk);
        work();
    }

    private void work() {
        var from = 0;
        while (!working && !done.future().isComplete()) {
            var end = nextEnd(from);
            if (end < 0) {
                break;
            }
            var line = waiting.getBuffer(from, end);
            from = Math.min(end + 1, waiting.length());
            searched = from;
            give(line);
        }
        if (done.future().isComplete()) {
            return;
        }
        if (from > 0) {
            waiting = waiting.getBuffer(from, waiting.length());
            searched -= from;
        }
        if (waiting.length() > LONGEST && !working) {
            fail(tooLarge("A line may have at most " + LONGEST + " bytes"));
        } else if (ended && !working && waiting.length() == 0) {
            done.tryComplete();
        }
    }

    private void give(Buffer line) {
        var work = attempt(line);
        if (work.succeeded()) {
            return;
        }
        working = true;
        request.pause();
        work.onSuccess(next -> {
                    working = false;
                    work();
                    if (!working) {
                        request.resume();
                    }
                })
                .onFailure(this::fail);
    }

    private Future<Void> attempt(Buffer line) {
        try {
            return worker.apply(line);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Where the line that begins at {@code from} ends; -1 where its end has not come. */
    private int nextEnd(int from) {
        for (searched = Math.max(searched, from); searched < waiting.length(); searched++) {
            if (waiting.getByte(searched) == '\n') {
                return searched;
            }
        }
        return ended && from < waiting.length() ? waiting.length() : -1;
    }

    private void fail(Throwable problem) {
        waiting = Buffer.buffer();
        searched = 0;
        done.tryFail(problem);
    }

    private static Throwable cutShort() {
        return new Failure.Refused(FailureCode.INVALID_REQUEST, "The connection ended before the body").asException();
    }

    private static Throwable tooLarge(String message) {
        return new Failure.TooLarge(FailureCode.PAYLOAD_TOO_LARGE, "", message, null).asException();
    }
}
