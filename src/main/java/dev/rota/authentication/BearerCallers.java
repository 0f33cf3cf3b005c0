package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.authentication.CredentialKind.Presented;
import dev.rota.database.Database;
import dev.rota.database.StaleCallerException;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.failure.RetryAfter;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.limit.Budgets;
import dev.rota.limit.Importance;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpRequest;
import dev.rota.project.Projects;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Callers by bearer credential (RFC 6750), of whichever kind.
 *
 * <p>A caller that was read once is kept as a guess, so that the next call needs one round trip instead of two: it says
 * which organizations to bind, and its stamp is compared by the database inside that call. A wrong guess costs one more
 * round trip and can never be acted on, so revocation, demotion and removal hold from the next call on (security C6, T3).
 */
public final class BearerCallers implements Callers {
    private static final int MOST_KEPT = 100_000;
    private static final Duration KEPT_FOR = Duration.ofMinutes(10);
    private static final int TRIES = 3;

    private final Database database;
    private final TokenPlace place;
    private final List<CredentialKind> kinds;
    private final AuthEvents events;
    private final Projects projects = new Projects();
    private final Turnstile turnstile;
    private final Strangers strangers;
    private final Cache<Buffer, Caller> seen = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterAccess(KEPT_FOR)
            .build();

    /** @param kinds that count here, told apart by their form */
    public BearerCallers(
            Database database,
            List<CredentialKind> kinds,
            AuthEvents events,
            Turnstile turnstile,
            Strangers strangers) {
        this(database, TokenPlace.HEADER, kinds, events, turnstile, strangers);
    }

    /** @param place where tokens are looked for */
    public BearerCallers(
            Database database,
            TokenPlace place,
            List<CredentialKind> kinds,
            AuthEvents events,
            Turnstile turnstile,
            Strangers strangers) {
        this.database = database;
        this.place = place;
        this.kinds = List.copyOf(kinds);
        this.events = events;
        this.turnstile = turnstile;
        this.strangers = strangers;
    }

    @Override
    public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
        return calling(request.http(), Target.of(request.path()), request.info(), work);
    }

    <T> Future<T> calling(HttpServerRequest http, Target target, RequestInfo info, Function<Caller, Future<T>> work) {
        Claim claim;
        try {
            claim = claim(http, target, info);
        } catch (FailureException e) {
            note(e.failure(), info);
            return strangers.refuse(info, e);
        }
        return attempt(claim.shown(), claim.info(), target, work, TRIES)
                .recover(problem -> told(claim.shown(), problem, claim.info()));
    }

    private record Claim(Presented shown, RequestInfo info) {}

    private Claim claim(HttpServerRequest http, Target target, RequestInfo info) {
        var found = place.find(http);
        return new Claim(
                kind(found.text()).present(found.text(), target),
                found.inQuery() ? info.withCredentialInQuery() : info);
    }

    @Override
    public boolean showsCredential(McpRequest request) {
        return showsCredential(request.http());
    }

    boolean showsCredential(HttpServerRequest http) {
        try {
            var text = place.find(http).text();
            return kinds.stream().anyMatch(kind -> kind.couldBe(text));
        } catch (FailureException e) {
            return false;
        }
    }

    private CredentialKind kind(String text) {
        return kinds.stream()
                .filter(kind -> kind.couldBe(text))
                .findFirst()
                .orElseThrow(() -> new Failure.Unauthenticated("malformed", true, null).asException());
    }

    @Override
    public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
        return calling(request, caller -> admitted(caller, () -> database.confirm(caller))
                .compose(confirmed -> work.apply(caller)));
    }

    private <T> Future<T> attempt(
            Presented shown, RequestInfo info, Target target, Function<Caller, Future<T>> work, int triesLeft) {
        var guess = shown.mayBeGuessed() ? seen.getIfPresent(shown.key()) : null;
        return (guess == null ? identify(shown, info) : Future.succeededFuture(guess)).compose(caller -> {
            shown.used(caller, info);
            return pinned(caller.during(info), target).compose(work).recover(problem -> {
                if (isOutdated(problem)) {
                    seen.invalidate(shown.key());
                }
                if (triesLeft > 1 && (problem instanceof StaleCallerException || hasMoved(shown, caller, problem))) {
                    return attempt(shown, info, target, work, triesLeft - 1);
                }
                return Future.failedFuture(problem instanceof StaleCallerException ? unsettled() : problem);
            });
        });
    }

    private static boolean isOutdated(Throwable problem) {
        return problem instanceof StaleCallerException
                || (problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated);
    }

    /** Who calls has changed again each time they were looked up. */
    private static FailureException unsettled() {
        return new Failure.Unavailable(
                        FailureCode.UNAVAILABLE, "Your organization is changing; try again", RetryAfter.soon())
                .asException();
    }

    private static boolean hasMoved(Presented shown, Caller caller, Throwable problem) {
        return problem instanceof FailureException known && shown.hasMoved(caller, known.failure());
    }

    /** The caller in the organization and project that the path pins; out of reach is as absent (design section 3). */
    private Future<Caller> pinned(Caller caller, Target target) {
        var organization = target.organization();
        var project = target.project();
        if (organization == null) {
            return Future.succeededFuture(caller);
        }
        try {
            var within = caller.within(organization);
            return project == null ? Future.succeededFuture(within) : inProject(within, project);
        } catch (FailureException absent) { // perhaps only the guess is too old to know it
            return admitted(caller, () -> database.confirm(caller)).compose(known -> Future.failedFuture(absent));
        }
    }

    private <T> Future<T> admitted(Caller caller, Supplier<Future<T>> work) {
        return turnstile.pass(caller, Importance.READ, Budgets.READ, work);
    }

    private Future<Caller> inProject(Caller caller, String reference) {
        return admitted(caller, () -> database.read(caller, tx -> projects.find(tx, caller, reference)))
                .map(found -> {
                    var id = found.orElseThrow(() -> new Failure.NotFound("project").asException())
                            .id();
                    var before = caller.restrictions();
                    return caller.restrictedTo(new Restrictions(Set.of(id), before.assignedOnly(), before.readOnly()));
                });
    }

    private Future<Caller> identify(Presented shown, RequestInfo info) {
        return strangers.mayTry(info)
                ? strangers.look(() -> shown.identify(info)).onSuccess(caller -> seen.put(shown.key(), caller))
                : strangers.refuse(info, null);
    }

    /** What no database call may be spent on; that nobody showed anything is no event. */
    private void note(Failure failure, RequestInfo info) {
        if (!(failure instanceof Failure.Unauthenticated refusal)) {
            events.note(event(failure.code().wire(), info));
        } else if (refusal.presented()) {
            events.note(event(refusal.reason(), info));
        }
    }

    private static AuthEvent event(String reason, RequestInfo info) {
        return AuthEvent.of(AuthEvent.Kind.CREDENTIAL, reason, info);
    }

    private <T> Future<T> told(Presented shown, Throwable problem, RequestInfo info) {
        if (problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated refusal) {
            return events.record(shown.described(event(refusal.reason(), info), refusal))
                    .compose(recorded -> strangers.refuse(info, known));
        }
        return Future.failedFuture(problem);
    }
}
