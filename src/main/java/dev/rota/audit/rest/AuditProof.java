package dev.rota.audit.rest;

import dev.rota.audit.chain.ChainVerification;
import dev.rota.audit.chain.Verdict;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.OrganizationId;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Verification on demand (security U7). It reads a whole log, so that at most two run on a node, and who asks for the same
 * while one runs shares its verdict. A log of millions of events takes longer than a call may: for that there is
 * {@code rota audit verify}.
 */
public final class AuditProof {
    private static final int MOST = 2;

    private final Operations operations;
    private final ChainVerification verification;
    private final Map<OrganizationId, Future<Verdict>> running = new ConcurrentHashMap<>();

    public AuditProof(Operations operations, ChainVerification verification) {
        this.operations = operations;
        this.verification = verification;
    }

    /** The event is committed first, and so is verified with the rest as soon as it has its number. */
    Future<Result> verify(RestCall call) {
        var nothing = Answer.of(JsonBytes.of(new JsonObject()));
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> Future.succeededFuture(nothing))
                .compose(recorded -> verdict(call.caller().organization().organization()))
                .map(verdict -> Result.of(verdict.toJson()));
    }

    private Future<Verdict> verdict(OrganizationId organization) {
        var known = running.get(organization);
        if (known != null) {
            return known;
        }
        if (running.size() >= MOST) {
            return Future.failedFuture(new Failure.Unavailable(
                            FailureCode.OVERLOADED, "Other audit logs are being verified", Duration.ofSeconds(5))
                    .asException());
        }
        var verdict = verification.verify(organization);
        running.put(organization, verdict);
        return verdict.onComplete(done -> running.remove(organization, verdict));
    }
}
