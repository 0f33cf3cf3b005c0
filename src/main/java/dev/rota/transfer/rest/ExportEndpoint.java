package dev.rota.transfer.rest;

import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.database.Turns;
import dev.rota.http.CallTime;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Importance;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.organization.Rights;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.transfer.Export;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code GET /organizations/{org}/export}: a line of JSON for each thing, as fast as they are taken. */
public final class ExportEndpoint implements Endpoints {
    static final String MEDIA_TYPE = "application/x-ndjson";

    private static final String NAME = "export_organization";
    private static final Duration TIME = Duration.ofHours(1);
    private static final JsonBytes NOTHING = JsonBytes.ofEncoded("{}");

    private final Operations operations;

    public ExportEndpoint(Operations operations) {
        this.operations = operations;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.get(
                        "/organizations/{org}/export",
                        NAME,
                        "All that the organization owns, but secrets and the audit log, as lines of JSON. No picture of one"
                                + " moment; complete if its last line has the type end")
                .needs(Permission.ORG_TRANSFER, Scope.ORGANIZATIONS_READ)
                .fresh()
                .rare()
                .streams(this::stream));
    }

    private Future<Void> stream(RestCall call, RoutingContext ctx) {
        var caller = call.caller();
        var organization = caller.organization();
        return operations
                .read(caller, Action.admin(NAME), tx -> {
                    requireWhole(caller);
                    return Future.succeededFuture(new Answer(
                            NOTHING,
                            new AuditObject(
                                    "organization", organization.organization().value(), organization.slug()),
                            List.of()));
                })
                .compose(recorded -> {
                    CallTime.allow(ctx, TIME);
                    var export = new Export(caller, page -> operations.further(caller, Importance.LIST, page));
                    return begin(ctx.response(), organization.slug())
                            .write(export.head())
                            .compose(sent -> pages(ctx.response(), export));
                });
    }

    /** Who sees only some of an organization cannot take it out as a whole, nor bring it in. */
    static void requireWhole(Caller caller) {
        if (caller.restrictions().projects() != null || caller.restrictions().assignedOnly()) {
            throw Rights.forbidden();
        }
    }

    private static HttpServerResponse begin(HttpServerResponse response, String slug) {
        return response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader("Content-Disposition", "attachment; filename=\"" + slug + ".ndjson\"");
    }

    /** Each page is read when the one before has been taken, so that no more than one is in memory. */
    private static Future<Void> pages(HttpServerResponse response, Export export) {
        return Turns.until(Optional::isEmpty, Optional.of(Buffer.buffer()), before -> export.next()
                        .compose(page -> written(response, page.orElseGet(Buffer::buffer))
                                .map(page)))
                .compose(all -> response.end());
    }

    private static Future<Void> written(HttpServerResponse response, Buffer lines) {
        return lines.length() == 0 ? Future.succeededFuture() : response.write(lines);
    }
}
