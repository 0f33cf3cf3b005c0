package dev.rota.audit;

import dev.rota.observe.AuditMetrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** Counts the events that this node has committed, by what it announces of them on the event bus. */
public final class AuditMeter extends VerticleBase {
    private final AuditMetrics metrics;

    public AuditMeter(AuditMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().<JsonObject>localConsumer(AuditLog.COMMITTED, announced -> {
            var event = announced.body();
            metrics.event(event.getString("category"), event.getString("outcome"));
        });
        return Future.succeededFuture();
    }
}
