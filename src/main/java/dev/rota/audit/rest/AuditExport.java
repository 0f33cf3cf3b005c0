package dev.rota.audit.rest;

import dev.rota.audit.chain.ChainedEvents;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.database.Database;
import dev.rota.http.CallTime;
import dev.rota.json.JsonBytes;
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
import java.util.ArrayList;
import java.util.List;

/**
 * All events that match, as a file. It is read and written page by page, each page in a short transaction that asks anew
 * whether the credential still counts, the next one when the reader has taken the one before. An export that cannot go on is
 * cut off, so that nobody takes half of it for the whole (security U10).
 */
public final class AuditExport {
    static final String CSV = "text/csv";
    static final String LINES = "application/x-ndjson";

    private static final int PAGE = 500;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Operations operations;
    private final Database database;
    private final ChainedEvents events = new ChainedEvents();

    public AuditExport(Operations operations, Database database) {
        this.operations = operations;
        this.database = database;
    }

    /** The event of the export is committed before its first byte is sent. */
    Future<Void> export(RestCall call, RoutingContext ctx) {
        var filter = AuditEndpoints.filter(call);
        var first = new ArrayList<ChainedEvent>();
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> events.before(tx, Long.MAX_VALUE, PAGE, filter)
                        .map(page -> {
                            first.addAll(page);
                            return Answer.of(JsonBytes.of(new JsonObject()));
                        }))
                .compose(recorded -> {
                    CallTime.allow(ctx, LONGEST);
                    var isCsv = isCsv(ctx);
                    return begin(ctx, call, isCsv).compose(begun -> pages(call, ctx.response(), filter, isCsv, first));
                });
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

    private Future<Void> pages(
            RestCall call, HttpServerResponse response, Filter filter, boolean isCsv, List<ChainedEvent> page) {
        var text = Buffer.buffer();
        page.forEach(one -> text.appendString(
                isCsv ? CsvEvents.line(one.event()) : one.event().encode() + "\n"));
        if (page.size() < PAGE) {
            return response.end(text);
        }
        var last = page.get(page.size() - 1).seq();
        return response.write(text)
                .compose(taken -> database.read(call.caller(), tx -> events.before(tx, last, PAGE, filter)))
                .compose(next -> pages(call, response, filter, isCsv, next));
    }
}
