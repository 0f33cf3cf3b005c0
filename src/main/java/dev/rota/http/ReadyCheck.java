package dev.rota.http;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One condition of readiness.
 *
 * @param id what {@code /health/ready} calls it, such as {@code database}
 * @param check completes when the condition holds and fails when it does not; has 2 seconds. Why it failed is logged,
 *     never answered
 */
public record ReadyCheck(String id, Supplier<Future<?>> check) {}
