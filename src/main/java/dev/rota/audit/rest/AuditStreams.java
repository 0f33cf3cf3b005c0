package dev.rota.audit.rest;

import dev.rota.audit.chain.AuditFeed;
import dev.rota.audit.chain.ChainedEvents;
import dev.rota.database.Database;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.organization.Rights;
import dev.rota.rest.Callers;
import dev.rota.rest.RestCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The audit log live, as Server-Sent Events: the id of each is its {@code seq}, so that a reader who comes back with
 * {@code Last-Event-ID} misses none (security U9).
 */
public final class AuditStreams {
    static final String MEDIA_TYPE = "text/event-stream";
    /** Events that a new reader is shown first, as tail does. */
    private static final long SHOWN_FIRST = 10;

    private static final String SEQ = "[0-9]{1,18}";

    private final Vertx vertx;
    private final Operations operations;
    private final Database database;
    private final AuditFeed feed;
    private final Callers callers;
    private final BooleanSupplier stopping;
    private final StreamPlaces places = new StreamPlaces();
    private final StreamChecks checks;
    private final ChainedEvents events = new ChainedEvents();

    /**
     * @param callers whom streams ask again and again whether they may go on
     * @param stopping whether this node is about to leave, when streams end so that their readers find another
     */
    public AuditStreams(
            Vertx vertx,
            Operations operations,
            Database database,
            AuditFeed feed,
            Callers callers,
            BooleanSupplier stopping) {
        this.vertx = vertx;
        this.operations = operations;
        this.database = database;
        this.feed = feed;
        this.callers = callers;
        this.stopping = stopping;
        this.checks = new StreamChecks(vertx);
    }

    /** Done when the beginning is written. */
    Future<Void> follow(RestCall call, RoutingContext ctx) {
        if (ctx.response().closed() || ctx.response().ended()) {
            return Future.succeededFuture(); // nobody would be told of the end of what begins now
        }
        var last = lastEventId(ctx);
        var head = new AtomicLong();
        var leave = places.take(call.caller());
        var stream = new AuditStream(vertx, ctx, AuditEndpoints.filter(call), stopping, () -> again(call, ctx), leave);
        ctx.addEndHandler(end -> stream.close()); // now: one that is added after the end is never told of it
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> events.last(tx)
                        .map(seq -> {
                            head.set(seq);
                            return Answer.of(JsonBytes.of(new JsonObject()));
                        }))
                .compose(recorded -> stream.begin(
                        feed,
                        call.caller().organization().organization(),
                        last == null ? head.get() - SHOWN_FIRST : Math.min(last, head.get())))
                .onFailure(problem -> stream.close());
    }

    /** How many are open on this node, or about to be. */
    public int open() {
        return places.open();
    }

    private static @Nullable Long lastEventId(RoutingContext ctx) {
        var id = ctx.request().getHeader("Last-Event-ID");
        if (id == null || id.isEmpty()) {
            return null;
        }
        if (!id.matches(SEQ)) {
            throw new Failure.InvalidInput(
                            FailureCode.INVALID_REQUEST,
                            "",
                            "Last-Event-ID must be the id of an event: its seq",
                            List.of())
                    .asException();
        }
        return Long.valueOf(id);
    }

    /** Fails where the credential, the membership or the permission is no longer there (security C6, T17). */
    private Future<Void> again(RestCall call, RoutingContext ctx) {
        var before = call.info();
        var now = new RequestInfo(
                before.id(),
                before.client(),
                before.network(),
                before.subscriber(),
                before.protocol(),
                System.nanoTime());
        var slug = call.caller().organization().slug();
        return checks.ask(
                call.caller().credential().id() + " " + slug,
                () -> callers.calling(ctx.request(), now, slug, caller -> allowed(call, caller)));
    }

    private Future<Void> allowed(RestCall call, Caller caller) {
        var access = call.endpoint().access();
        if (access.scope() != null) {
            caller.require(Set.of(access.scope()));
        }
        if (access.permission() != null && !caller.organization().permits(access.permission())) {
            return database.confirm(caller).compose(known -> Future.failedFuture(Rights.forbidden()));
        }
        return database.confirm(caller);
    }
}
