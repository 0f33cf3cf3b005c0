package dev.rota.execution;

import dev.rota.model.ModelException;
import dev.rota.model.ModelException.Effect;
import dev.rota.model.ModelException.Fault;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;
import dev.rota.model.wire.ModelAnswer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One turn, from its request to what becomes of it. Lives on one context. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MOST_WRITES = 30;

    private final Vertx vertx;
    private final ModelServers servers;
    private final ModelSettings settings;
    private final Turns turns;
    private final Turn turn;
    private final long begunNanos = System.nanoTime();
    private final Promise<Void> cancelled = Promise.promise();
    private long keptNanos = begunNanos;
    private int tries;
    private boolean passedOn;

    Run(Vertx vertx, ModelServers servers, ModelSettings settings, Turns turns, Turn turn) {
        this.vertx = vertx;
        this.servers = servers;
        this.settings = settings;
        this.turns = turns;
        this.turn = turn;
    }

    /** Completes when the node has nothing more to do with it. */
    Future<Void> run() {
        var beat = vertx.setPeriodic(Math.max(200, settings.lease().toMillis() / 3), id -> keep());
        return servers.ask(
                        turn.endpoint(),
                        turn.secret(),
                        turn.execution().request().toBuffer(),
                        this::sending,
                        cancelled)
                .transform(this::settle)
                .onComplete(over -> vertx.cancelTimer(beat))
                .onFailure(problem -> LOG.warn(
                        "execution {} of organization {} is left to its lease",
                        turn.execution().id(),
                        turn.organization(),
                        problem));
    }

    /** Gives the request up; nothing is written of it, so the lease decides. */
    void drop() {
        passedOn = true;
        cancelled.tryComplete();
    }

    /** While the database is away nothing can be written, but another node cannot take the turn either until the lease ends. */
    private void keep() {
        turns.keep(turn).onComplete(kept -> {
            if (kept.succeeded() && kept.result()) {
                keptNanos = System.nanoTime();
            } else if (kept.succeeded()) {
                cancelled.tryComplete(); // what is not ours any more is not written either: see Turns.end
            } else if (System.nanoTime() - keptNanos > settings.lease().toNanos()) {
                drop();
            }
        });
    }

    private Future<Void> sending() {
        return turns.sending(turn).compose(counted -> {
            if (counted.isEmpty()) {
                passedOn = true;
                return Future.failedFuture("the turn has passed on");
            }
            tries = counted.get();
            return Future.succeededFuture();
        });
    }

    private Future<Void> settle(AsyncResult<ModelAnswer> done) {
        if (passedOn) {
            return Future.succeededFuture();
        }
        if (done.succeeded()) {
            return written(() -> turns.end(turn, answered(done.result())), MOST_WRITES);
        }
        if (!(done.cause() instanceof ModelException failed)) {
            return Future.failedFuture(done.cause()); // the database was away before anything was sent
        }
        if (failed.fault() == Fault.RESTING || failed.fault() == Fault.BUSY) {
            var pause = failed.pause();
            return written(() -> turns.putBack(turn, pause == null ? SOON : pause), MOST_WRITES);
        }
        if (tries < Turns.MOST_TRIES && failed.mayBeRepeated(turn.endpoint())) {
            var pause = Pauses.after(settings.retryAfter(), tries, failed.pause());
            return written(() -> turns.putBack(turn, pause), MOST_WRITES);
        }
        return written(() -> turns.end(turn, failed(failed)), MOST_WRITES);
    }

    @FunctionalInterface
    private interface Writing {
        Future<Void> write();
    }

    /** The outcome is nowhere but here: a database that is away for a moment must not lose it. */
    private Future<Void> written(Writing writing, int left) {
        return writing.write()
                .recover(problem -> left == 0 || passedOn
                        ? Future.failedFuture(problem)
                        : vertx.timer(SOON.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(later -> written(writing, left - 1)));
    }

    private Ending answered(ModelAnswer answer) {
        return new Ending(
                answer.cutOff() ? ExecutionStatus.PARTIAL : ExecutionStatus.SUCCESS,
                null,
                answer.cutOff() ? "The answer is as long as it may be, and not complete" : null,
                answer.text(),
                Costs.tokens(answer.tokensInput()),
                Costs.tokens(answer.tokensOutput()),
                Costs.of(turn.endpoint().prices(), answer),
                wallClockMs());
    }

    private Ending failed(ModelException problem) {
        var effect = problem.fault().effect();
        var free = effect == Effect.NONE
                || effect == Effect.REFUSED
                || turn.endpoint().prices().areNone();
        return new Ending(
                ExecutionStatus.ERROR,
                problem.fault().wire(),
                problem.getMessage(),
                null,
                null,
                null,
                free ? BigDecimal.ZERO : null,
                wallClockMs());
    }

    private long wallClockMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    }
}
