package dev.rota.audit.rest;

import dev.rota.audit.chain.ChainedEvents;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.audit.chain.ChainedEvents.Found;
import dev.rota.database.Turns;
import dev.rota.http.CallTime;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Importance;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.rest.RestCall;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All events that match, as a file. It is read and written page by page, each page in a short transaction that asks anew
 * whether the credential still counts, the next one when the reader has taken the one before. An export that cannot go on is
 * cut off, so that nobody takes half of it for the whole (security U10).
 */
public final class AuditExport {
    static final String CSV = "text/csv";
    static final String LINES = "application/x-ndjson";

    private static final Logger LOG = LoggerFactory.getLogger(AuditExport.class);
    private static final int PAGE = 500;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Operations operations;
    private final ChainedEvents events = new ChainedEvents();

    public AuditExport(Operations operations) {
        this.operations = operations;
    }

    /** The event of the export is committed before its first byte is sent. */
    Future<Void> export(RestCall call, RoutingContext ctx) {
        var filter = AuditEndpoints.filter(call);
        var first = new AtomicReference<@Nullable Found>();
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> events.before(tx, Long.MAX_VALUE, PAGE, filter)
                        .map(page -> {
                            first.set(page);
                            return Answer.of(JsonBytes.of(new JsonObject()));
                        }))
                .compose(recorded -> {
                    CallTime.allow(ctx, LONGEST);
                    var isCsv = isCsv(ctx);
                    return begin(ctx, call, isCsv)
                            .compose(begun ->
                                    pages(call, ctx.response(), filter, isCsv, Objects.requireNonNull(first.get())))
                            .recover(problem -> cutOff(ctx, problem));
                });
    }

    /** What has begun is neither begun again nor ended as if it were whole. */
    private static Future<Void> cutOff(RoutingContext ctx, Throwable problem) {
        if (!ctx.response().closed()) {
            LOG.info("an export of the audit is cut off: {}", problem.getMessage());
            ctx.request().connection().close().onFailure(gone -> LOG.trace("its reader has left", gone));
        }
        return Future.succeededFuture();
    }

    private static boolean isCsv(RoutingContext ctx) {
        return ctx.parsedHeaders().accept().stream()
                .findFirst()
                .filter(type -> type.subComponent().equals("csv"))
                .isPresent();
    }

    private static Future<Void> begin(RoutingContext ctx, RestCall call, boolean isCsv) {
        var name = "audit-" + call.caller().organization().slug() + (isCsv ? ".csv" : ".ndjson");
        var response = ctx.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, isCsv ? CSV + "; charset=utf-8; header=present" : LINES)
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        return isCsv ? response.write(CsvEvents.header()) : Future.succeededFuture();
    }

    private Future<Void> pages(RestCall call, HttpServerResponse response, Filter filter, boolean isCsv, Found first) {
        return Turns.until(page -> page.next() == null, first, page -> {
                    var next = Objects.requireNonNull(page.next());
                    return written(response, text(page, isCsv))
                            .compose(taken -> operations.further(
                                    call.caller(), Importance.LIST, tx -> events.before(tx, next, PAGE, filter)));
                })
                .compose(last -> response.end(text(last, isCsv)));
    }

    private static Future<Void> written(HttpServerResponse response, Buffer text) {
        return text.length() == 0 ? Future.succeededFuture() : response.write(text);
    }

    private static Buffer text(Found page, boolean isCsv) {
        var text = Buffer.buffer();
        page.events()
                .forEach(one -> text.appendString(
                        isCsv ? CsvEvents.line(one.event()) : one.event().encode() + "\n"));
        return text;
    }
}
