package dev.rota.app;

import dev.rota.observe.Metrics;
import dev.rota.observe.WorkMetrics;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * The process that parts run in.
 *
 * @param clock the time that all nodes share
 * @param work counted in {@code metrics}
 * @param stopping whether it is about to leave
 */
record Node(Vertx vertx, Clock clock, Metrics metrics, WorkMetrics work, BooleanSupplier stopping) {
    static Node of(Vertx vertx, Clock clock, Metrics metrics, BooleanSupplier stopping) {
        return new Node(vertx, clock, metrics, metrics.work(), stopping);
    }
}
