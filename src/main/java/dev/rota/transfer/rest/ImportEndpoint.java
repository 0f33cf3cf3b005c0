package dev.rota.transfer.rest;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.database.Database;
import dev.rota.database.StaleCallerException;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.http.CallTime;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.operation.Operations;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.transfer.Import;
import dev.rota.transfer.TransferSettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code POST /organizations/{org}/import}: the lines of an export, into an organization without projects. */
public final class ImportEndpoint implements Endpoints {
    private static final String NAME = "import_organization";
    private static final Duration TIME = Duration.ofHours(1);
    /** At a time on this node: each may have an unfinished line and a batch in memory. */
    private static final int MOST = 4;

    private static final Shape ANSWER =
            Shape.object(Member.required("imported", Shape.map(Shape.whole(0, Long.MAX_VALUE), 100))
                    .described("Rows made by this and earlier requests with the same file, by type"));

    private final Operations operations;
    private final Database database;
    private final AuditLog audit;
    private final TransferSettings settings;
    private final AtomicInteger running = new AtomicInteger();

    public ImportEndpoint(Operations operations, Database database, AuditLog audit, TransferSettings settings) {
        this.operations = operations;
        this.database = database;
        this.audit = audit;
        this.settings = settings;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.post(
                        "/organizations/{org}/import",
                        NAME,
                        "Brings an export into an organization without projects. What was cut is sent again as a whole and"
                                + " goes on where it stopped")
                .needs(Permission.ORG_TRANSFER, Scope.MEMBERS_WRITE)
                .fresh()
                .rare()
                .receives(ExportEndpoint.MEDIA_TYPE)
                .answers(ANSWER)
                .streams(this::stream));
    }

    private Future<Void> stream(RestCall call, RoutingContext ctx) {
        var caller = call.caller();
        return database.confirm(caller).compose(known -> Future.<Void>succeededFuture()
                .compose(begun -> counted(ctx, caller))
                .recover(problem -> refused(caller, problem)));
    }

    private Future<Void> counted(RoutingContext ctx, Caller caller) {
        if (running.incrementAndGet() > MOST) {
            running.decrementAndGet();
            throw new Failure.Unavailable(
                            FailureCode.OVERLOADED, "Too many imports at this moment", Duration.ofSeconds(10))
                    .asException();
        }
        return Future.<Void>succeededFuture()
                .compose(begun -> read(ctx, caller))
                .onComplete(done -> running.decrementAndGet());
    }

    private Future<Void> read(RoutingContext ctx, Caller caller) {
        var request = ctx.request();
        if (Boolean.TRUE.equals(ctx.get(NAME))) { // as a caller whose credential has changed meanwhile
            throw changed();
        }
        ctx.put(NAME, true);
        ExportEndpoint.requireWhole(caller);
        requireLines(request);
        CallTime.allow(ctx, TIME);
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            ctx.response().writeContinue().onFailure(ctx::fail);
        }
        var into = new Import(database, audit, caller, transaction -> operations.step(caller, transaction));
        var file = new ImportFile(into);
        return BodyLines.each(ctx, settings.importBytes(), file::line)
                .compose(all -> file.end())
                .compose(done -> ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(new JsonObject().put("imported", into.counts()).toBuffer()));
    }

    private void requireLines(HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (type == null
                || !type.toLowerCase(Locale.ROOT).split(";", -1)[0].strip().equals(ExportEndpoint.MEDIA_TYPE)) {
            throw new Failure.Refused(
                            FailureCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be " + ExportEndpoint.MEDIA_TYPE)
                    .asException();
        }
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Failure.Refused(FailureCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not accepted")
                    .asException();
        }
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH); // one number: checked with the framing
        if (length != null && Long.parseLong(length) > settings.importBytes()) {
            throw new Failure.TooLarge(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "",
                            "An import may have at most " + settings.importBytes() + " bytes in one request",
                            null)
                    .asException();
        }
    }

    /** A body that was read cannot be read again as a caller that is up to date; what has come stays all the same. */
    private Future<Void> refused(Caller caller, Throwable problem) {
        var told = problem instanceof StaleCallerException ? changed() : problem;
        var outcome = told instanceof FailureException known ? known.failure().code() : FailureCode.INTERNAL_ERROR;
        return audit.append(caller, Action.admin(NAME), outcome.wire(), null)
                .compose(recorded -> Future.failedFuture(told));
    }

    private static RuntimeException changed() {
        return new Failure.Unavailable(
                        FailureCode.UNAVAILABLE,
                        "Your access changed meanwhile; send the file again, and the import goes on",
                        Duration.ofSeconds(1))
                .asException();
    }
}
