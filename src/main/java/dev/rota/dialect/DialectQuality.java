package dev.rota.dialect;

import dev.rota.attempt.Attempts;
import dev.rota.audit.AuditObject;
import dev.rota.check.CheckRequests;
import dev.rota.check.CheckRequests.Queued;
import dev.rota.check.Checks;
import dev.rota.check.Checks.Recorded;
import dev.rota.check.Finding;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import dev.rota.quality.Gate;
import dev.rota.quality.Gates;
import io.vertx.core.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gates and checks, answered in a dialect's own objects. */
public final class DialectQuality {
    private static final int MOST_GATES = 500;

    private final Operations operations;
    private final Projects projects;
    private final Gates gates;
    private final Attempts attempts;
    private final Checks checks;
    private final CheckRequests requests;

    public DialectQuality(
            Operations operations,
            Projects projects,
            Gates gates,
            Attempts attempts,
            Checks checks,
            CheckRequests requests) {
        this.operations = operations;
        this.projects = projects;
        this.gates = gates;
        this.attempts = attempts;
        this.checks = checks;
        this.requests = requests;
    }

    /** The oldest gates that match, under {@code name}; {@code truncated} where there are more than {@code limit}. */
    public Future<JsonBytes> gates(
            DialectCall call, String name, Predicate<Gate> matching, int limit, Members<Gate> row) {
        var cap = ResponseCap.of(call.caller());
        return operations.read(call.caller(), call.action(), tx -> gates.list(tx, call.caller(), null, 0, MOST_GATES)
                .map(all -> all.stream().filter(matching).toList())
                .map(found -> Answer.of(
                        row.list(name, found.stream().limit(limit).toList(), found.size() > limit, cap.bytes()))));
    }

    /**
     * Asks a runner. Fails as {@link CheckRequests#ask}; where {@code gate} is given, also with {@code not_found} unless
     * there is one of that name.
     *
     * @param attempt that asks; null where none does
     */
    public Future<JsonBytes> run(
            DialectCall call,
            CheckRequests.Wanted wanted,
            @Nullable String gate,
            @Nullable Long attempt,
            String name,
            Members<Queued> object) {
        return home(call, attempt)
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> (gate == null
                                ? Future.succeededFuture()
                                : gates.find(tx.reading(), caller, gate))
                        .compose(known -> requests.ask(tx, caller, wanted, attempt, in -> projects.usual(in, caller)))
                        .map(queued -> Answer.about(queued.task().object(), object.one(name, queued)))));
    }

    /** Records what was found. Fails as {@link Checks#record}. */
    public Future<JsonBytes> record(
            DialectCall call, long attempt, Finding finding, String name, Members<Recorded> object) {
        return home(call, attempt)
                .compose(caller -> operations.change(
                        caller, call.action(), call.key(), tx -> checks.record(tx, caller, attempt, finding)
                                .map(recorded -> Answer.about(about(recorded), object.one(name, recorded)))));
    }

    private Future<Caller> home(DialectCall call, @Nullable Long attempt) {
        return attempt == null
                ? Future.succeededFuture(call.caller())
                : operations.home(call.caller(), call.action(), tx -> attempts.home(tx, attempt));
    }

    private static AuditObject about(Recorded recorded) {
        return new AuditObject("task", recorded.task().id(), recorded.task().key());
    }
}
