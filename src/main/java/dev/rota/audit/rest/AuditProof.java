package dev.rota.audit.rest;

import dev.rota.audit.chain.ChainVerification;
import dev.rota.http.CallTime;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Verification on demand (security U7), of logs that are verified within ten minutes: some millions of events. For longer
 * ones there is {@code rota audit verify}.
 */
public final class AuditProof {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** With what a call may wait for its turn. */
    private static final Duration CALL = Duration.ofMinutes(15);

    private final Operations operations;
    private final Verifications verifications;

    public AuditProof(Operations operations, ChainVerification verification) {
        this.operations = operations;
        this.verifications = new Verifications(organization -> verification.verify(organization, LONGEST));
    }

    /** The event is committed first, and so is verified with the rest as soon as it has its number. */
    Future<Result> verify(RestCall call, RoutingContext ctx) {
        var nothing = Answer.of(JsonBytes.of(new JsonObject()));
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> Future.succeededFuture(nothing))
                .compose(recorded -> {
                    if (ctx.response().closed() || ctx.response().ended()) {
                        return Future.failedFuture("nobody waits for the verdict any more");
                    }
                    CallTime.allow(ctx, CALL);
                    return here(
                            ctx, verifications.of(call.caller().organization().organization()));
                })
                .map(verdict -> Result.of(verdict.toJson()));
    }

    /** Whoever ends a verification does so on another thread than that of this request. */
    private static <T> Future<T> here(RoutingContext ctx, Future<T> shared) {
        var context = ctx.vertx().getOrCreateContext();
        var own = Promise.<T>promise();
        shared.onComplete(done -> context.runOnContext(now -> own.handle(done)));
        return own.future();
    }
}
