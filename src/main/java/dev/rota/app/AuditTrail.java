package dev.rota.app;

import dev.rota.audit.AuditMeter;
import dev.rota.audit.chain.AuditFeed;
import dev.rota.audit.chain.ChainVerification;
import dev.rota.audit.chain.DigestUploads;
import dev.rota.audit.chain.Digests;
import dev.rota.audit.chain.PendingAge;
import dev.rota.audit.chain.Sequencer;
import dev.rota.audit.chain.SequencerVerticle;
import dev.rota.audit.rest.AuditEndpoints;
import dev.rota.audit.rest.AuditExport;
import dev.rota.audit.rest.AuditProof;
import dev.rota.audit.rest.AuditStreams;
import dev.rota.background.Work;
import dev.rota.objectstore.Bucket;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.rest.Callers;
import dev.rota.rest.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What happens to events once they are written: numbers, digests and their copies, and how owners read them. */
final class AuditTrail {
    private final List<Endpoint> endpoints;
    private final List<Work> work;
    private final SequencerVerticle sequencer;
    private final PendingAge pendingAge;
    private final AuditMeter meter;
    private final Optional<DigestUploads> uploads;

    AuditTrail(
            Ground ground, Operations operations, Callers administrators, Metrics metrics, BooleanSupplier stopping) {
        var vertx = ground.vertx();
        var database = ground.database();
        var key = ground.keys().auditDigests();
        var settings = ground.settings().audit();
        var streams =
                new AuditStreams(vertx, operations, database, new AuditFeed(vertx, database), administrators, stopping);
        metrics.gauge("rota.audit.streams", "Readers who follow an audit log", "rest", streams::open);
        endpoints = new AuditEndpoints(
                        new AuditExport(operations),
                        streams,
                        new AuditProof(operations, new ChainVerification(vertx, database, key, settings)))
                .all();
        work = List.of(new Digests(vertx, database, key, settings));
        var chained = metrics.chain();
        uploads = Optional.ofNullable(settings.bucket())
                .map(bucket ->
                        new DigestUploads(vertx, database, key, settings, chained, new Bucket(vertx, bucket)::add));
        pendingAge = new PendingAge(database, chained);
        sequencer = new SequencerVerticle(new Sequencer(vertx, database, chained), pendingAge);
        meter = new AuditMeter(metrics.audit());
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    List<Work> work() {
        return work;
    }

    SequencerVerticle sequencer() {
        return sequencer;
    }

    /** How long audit events wait for their numbers. */
    PendingAge pendingAge() {
        return pendingAge;
    }

    AuditMeter meter() {
        return meter;
    }

    /** What brings digests to the object store; empty where none is configured. */
    Optional<DigestUploads> uploads() {
        return uploads;
    }
}
