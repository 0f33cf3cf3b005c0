package dev.rota.operation;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.database.Database;
import dev.rota.database.Line;
import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import dev.rota.database.StaleCallerException;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.idempotency.Idempotency;
import dev.rota.idempotency.Idempotency.Answered;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Budgets;
import dev.rota.limit.Importance;
import dev.rota.limit.Turnstile;
import dev.rota.observe.CallMetrics;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations. One call is one transaction: that is what lets the database refuse an outdated caller before
 * anything has happened.
 */
public final class Operations {
    private final Database database;
    private final AuditLog audit;
    private final Turnstile turnstile;
    private final CallMetrics metrics;
    private final Idempotency idempotency = new Idempotency();

    public Operations(Database database, AuditLog audit, Turnstile turnstile, CallMetrics metrics) {
        this.database = database;
        this.audit = audit;
        this.turnstile = turnstile;
        this.metrics = metrics;
    }

    /**
     * Reads, over all organizations of the caller. The answer is given once the event of the read is committed.
     * {@code work} enqueues its statements before it returns.
     */
    public Future<JsonBytes> read(Caller caller, Action action, Function<ReadTx, Future<Answer>> work) {
        return RequestContext.here(turnstile
                        .pass(caller, importance(action), Budgets.READ, () -> database.read(caller, work))
                        .compose(answer -> told(caller, action, answer))
                        .recover(problem -> refused(caller, action, problem)))
                .onComplete(done -> count(caller, action, done.cause()));
    }

    /**
     * Reads in several looks, for a call that waits between them: it is admitted and paid for once, and leaves one event, at
     * its end. Between looks it holds nothing, neither a connection nor a place among the calls at work.
     */
    public Future<JsonBytes> watch(Caller caller, Action action, Function<Looks, Future<Answer>> work) {
        return RequestContext.here(Future.<Answer>future(answer -> work.apply(new Looks(database, turnstile, caller))
                                .onComplete(answer))
                        .compose(answer -> told(caller, action, answer))
                        .recover(problem -> refused(caller, action, problem)))
                .onComplete(done -> count(caller, action, done.cause()));
    }

    /** One organization's object never shows in another's log: where a read does not say whose it was, none has it. */
    private Future<JsonBytes> told(Caller caller, Action action, Answer answer) {
        var organization = answer.organization();
        var touched = organization == null ? caller : caller.within(organization);
        var object = touched.spansOrganizations() ? null : answer.object();
        return audit.append(touched, action, "ok", object).map(answer.json());
    }

    /**
     * Changes something in the caller's only organization. Change, event and the answer kept under {@code key} are
     * committed together or not at all.
     *
     * @param key makes a retry harmless; null when the caller sent none
     */
    public Future<JsonBytes> change(
            Caller caller, Action action, @Nullable IdempotencyKey key, Function<OrganizationTx, Future<Answer>> work) {
        return changed(caller, action, key, work).map(Done::marked);
    }

    /** The same for protocols that tell of a repetition elsewhere than in the answer. */
    public Future<Done> changed(
            Caller caller, Action action, @Nullable IdempotencyKey key, Function<OrganizationTx, Future<Answer>> work) {
        return counted(caller, action, () -> transaction(caller, action, key, work));
    }

    /** The same for what is the caller's own, with an event in each organization they belong to. */
    public Future<Done> changedOwn(
            Caller caller, Action action, @Nullable IdempotencyKey key, Function<PersonTx, Future<Answer>> work) {
        return counted(
                caller,
                action,
                () -> database.asPerson(caller, line(action), tx -> once(
                                key,
                                kept -> idempotency.once(tx, action.name(), Objects.requireNonNull(key), kept),
                                () -> work.apply(tx))
                        .map(outcome -> {
                            audit.record(tx, outcome.actor(caller), action, outcome.object());
                            return outcome.done();
                        })));
    }

    private Future<Done> counted(Caller caller, Action action, Supplier<Future<Done>> change) {
        return RequestContext.here(turnstile
                        .pass(caller, ofChange(action), Budgets.WRITE, change)
                        .recover(problem -> refused(caller, action, problem)))
                .onComplete(done -> count(caller, action, done.cause()));
    }

    /**
     * The caller in the one organization that what they name belongs to. Where they reach only one, nothing is asked;
     * else {@code find} looks it up, a read of which the change that follows leaves the event.
     */
    public Future<Caller> home(Caller caller, Action action, Function<ReadTx, Future<OrganizationId>> find) {
        if (!caller.spansOrganizations()) {
            return Future.succeededFuture(caller);
        }
        return ahead(caller, action, find).map(caller::within);
    }

    /**
     * What must be known before an operation can begin, such as the project it is meant for. Whatever follows leaves the
     * event; where this fails, the refusal is the operation's.
     */
    public <T> Future<T> ahead(Caller caller, Action action, Function<ReadTx, Future<T>> find) {
        return RequestContext.here(turnstile
                        .pass(caller, Importance.WRITE, Budgets.READ, () -> database.read(caller, find))
                        .recover(problem -> refused(caller, action, problem)))
                .onFailure(problem -> count(caller, action, problem));
    }

    /**
     * One of the many transactions of a call that has a time of its own, when it is its turn, for which it waits. Fails with
     * {@code RateLimited} or {@code Unavailable}, without it, when that does not come. Its event is the business of
     * {@code work}.
     */
    public <T> Future<T> step(Caller caller, Supplier<Future<T>> work) {
        return Patience.await(turn -> turnstile.step(caller, Importance.WRITE, Budgets.WRITE, turn), work);
    }

    /**
     * One page more of a read that has begun, been paid for and left its event. Fails as {@link #step}.
     *
     * @param importance who gives way to whom where there is too much to do: an export before all others (security O3)
     */
    public <T> Future<T> further(Caller caller, Importance importance, Function<ReadTx, Future<T>> work) {
        return Patience.await(turn -> turnstile.again(importance, turn), () -> database.read(caller, work));
    }

    /** Commits the event of a call that was refused before it became an operation. */
    public Future<Void> refuse(Caller caller, Action action, FailureCode outcome) {
        return RequestContext.here(turnstile
                        .pass(caller, Importance.READ, Budgets.READ, () -> database.confirm(caller))
                        .compose(known -> audit.append(caller, action, outcome.wire(), null)))
                .onComplete(done -> metrics.record(action.name(), outcome.wire(), nanos(caller)));
    }

    private Future<Done> transaction(
            Caller caller, Action action, @Nullable IdempotencyKey key, Function<OrganizationTx, Future<Answer>> work) {
        try {
            return database.inOrganization(caller, line(action), tx -> once(
                            key,
                            kept -> idempotency.once(
                                    tx, caller.principal(), action.name(), Objects.requireNonNull(key), kept),
                            () -> work.apply(tx))
                    .map(outcome -> {
                        audit.record(tx, caller, action, outcome.object(), outcome.changes());
                        return outcome.done();
                    }));
        } catch (FailureException e) { // the caller spans organizations, and nothing told which one is meant
            return database.confirm(caller).compose(known -> Future.failedFuture(e));
        }
    }

    /** Lists, and exports as the longest of them, are the first to wait when there is too much to do (security O3). */
    private static Importance importance(Action action) {
        var name = action.name();
        return name.startsWith("list_") || name.startsWith("export_") ? Importance.LIST : Importance.READ;
    }

    /** What takes access away comes before everything (security O3). */
    private static Importance ofChange(Action action) {
        return Revocations.include(action) ? Importance.REVOCATION : Importance.WRITE;
    }

    private static Line line(Action action) {
        return Revocations.include(action) ? Line.REVOCATIONS : Line.CHANGES;
    }

    private void count(Caller caller, Action action, @Nullable Throwable problem) {
        if (!(problem instanceof StaleCallerException)) {
            metrics.record(action.name(), outcome(problem), nanos(caller));
        }
    }

    private static String outcome(@Nullable Throwable problem) {
        if (problem == null) {
            return CallMetrics.OK;
        }
        return problem instanceof FailureException known
                ? known.failure().code().wire()
                : "internal_error";
    }

    private static long nanos(Caller caller) {
        return System.nanoTime() - caller.request().startedNanos();
    }

    private record Outcome(
            Done done, @Nullable AuditObject object, List<Change> changes, @Nullable OrganizationId joined) {
        /** The caller as the event has them: in the organization that they joined, if they did. */
        Caller actor(Caller caller) {
            return joined == null ? caller : caller.joining(joined);
        }

        static Outcome of(Answer answer) {
            return new Outcome(new Done(answer.json(), false), answer.object(), answer.changes(), answer.joined());
        }
    }

    /** @param keeping runs what it is given, or gives the answer that was kept from before */
    private static Future<Outcome> once(
            @Nullable IdempotencyKey key,
            Function<Supplier<Future<String>>, Future<Answered>> keeping,
            Supplier<Future<Answer>> work) {
        if (key == null) {
            return work.get().map(Outcome::of);
        }
        var made = new AtomicReference<@Nullable Answer>();
        return keeping.apply(() -> work.get().map(answer -> {
                    made.set(answer);
                    return answer.kept().toString();
                }))
                .map(answered -> {
                    var answer = made.get();
                    return answer == null
                            ? new Outcome(new Done(JsonBytes.ofEncoded(answered.json()), true), null, List.of(), null)
                            : Outcome.of(answer);
                });
    }

    /** The event of a refusal is committed before the refusal is told; where it cannot be, that is what is told. */
    private <T> Future<T> refused(Caller caller, Action action, Throwable problem) {
        if (problem instanceof StaleCallerException
                || (problem instanceof FailureException known && isUnaudited(known.failure()))) {
            return Future.failedFuture(problem);
        }
        var outcome = problem instanceof FailureException known
                ? known.failure().code().wire()
                : "internal_error";
        return audit.append(caller, action, outcome, null).compose(recorded -> Future.failedFuture(problem));
    }

    /** What was refused before it cost anything, or what the log itself cannot take right now. */
    private static boolean isUnaudited(Failure failure) {
        return switch (failure.code()) {
            case INVALID_TOKEN,
                    RATE_LIMITED,
                    DATABASE_UNAVAILABLE,
                    OUTCOME_UNKNOWN,
                    AUDIT_UNAVAILABLE,
                    STORAGE_FULL,
                    OVERLOADED,
                    DRAINING -> true;
            default -> false;
        };
    }
}
