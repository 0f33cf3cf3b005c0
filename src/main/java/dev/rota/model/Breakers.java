package dev.rota.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.model.ModelException.Fault;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives endpoints that fail a rest: after five failures within five minutes nothing is sent to one for a while, then a single
 * request that decides. Each node finds out for itself.
 */
final class Breakers {
    private static final int MOST_FAILURES = 5;
    private static final long WINDOW_MS = 300_000;
    private static final int MOST = 10_000;
    private static final int MOST_TOLD = 100;
    /** Longer than any rest and than failures count: whoever is asked for nothing as long has nothing to be left. */
    private static final Duration KEPT = Duration.ofHours(2);
    /** After the rest, while the one request is under way that decides. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Duration rest;
    private final Cache<Long, Guarded> all =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(KEPT).build();

    Breakers(Vertx vertx, Duration rest) {
        this.vertx = vertx;
        this.rest = rest;
    }

    /** Runs {@code request}, or fails with {@code RESTING} without it. */
    <T> Future<T> guard(ModelEndpoint endpoint, Supplier<Future<T>> request) {
        var guarded = of(endpoint);
        return guarded.breaker
                .execute(request)
                .recover(problem -> problem instanceof OpenCircuitException
                        ? Future.failedFuture(new ModelException(
                                Fault.RESTING,
                                "the endpoint is left alone",
                                guarded.left().orElse(SOON)))
                        : Future.failedFuture(problem));
    }

    /** What is left of its rest; empty where it has none. */
    Optional<Duration> left(ModelEndpoint endpoint) {
        var guarded = all.getIfPresent(endpoint.id());
        return guarded == null ? Optional.empty() : guarded.left();
    }

    /** How many are in that state. */
    long count(CircuitBreakerState state) {
        return all.asMap().values().stream()
                .filter(guarded -> guarded.breaker.state() == state)
                .count();
    }

    /** Of endpoints whose breaker is not closed, by their ids; of a hundred at most. */
    Map<Long, CircuitBreakerState> states() {
        var states = new HashMap<Long, CircuitBreakerState>();
        for (var one : all.asMap().entrySet()) {
            var state = one.getValue().breaker.state();
            if (state != CircuitBreakerState.CLOSED && states.size() < MOST_TOLD) {
                states.put(one.getKey(), state);
            }
        }
        return states;
    }

    /** A changed endpoint is another: what was wrong may be mended. */
    void forget(long endpoint) {
        all.invalidate(endpoint);
    }

    private Guarded of(ModelEndpoint endpoint) {
        return all.get(endpoint.id(), id -> new Guarded(vertx, rest));
    }

    static String wire(CircuitBreakerState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A breaker, and since when it is open. */
    private static final class Guarded {
        private final Duration rest;
        private final CircuitBreaker breaker;
        private volatile long openedNanos;

        Guarded(Vertx vertx, Duration rest) {
            this.rest = rest;
            breaker = CircuitBreaker.create(
                            "model",
                            vertx,
                            new CircuitBreakerOptions()
                                    .setMaxFailures(MOST_FAILURES)
                                    .setFailuresRollingWindow(WINDOW_MS)
                                    .setResetTimeout(rest.toMillis())
                                    .setTimeout(-1)) // the request has deadlines of its own
                    .openHandler(opened -> openedNanos = System.nanoTime())
                    .failurePolicy(done -> done.failed()
                            && done.cause() instanceof ModelException known
                            && known.fault().counts());
        }

        Optional<Duration> left() {
            if (breaker.state() != CircuitBreakerState.OPEN) {
                return Optional.empty();
            }
            var left = rest.minusNanos(System.nanoTime() - openedNanos);
            return Optional.of(left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left);
        }
    }
}
