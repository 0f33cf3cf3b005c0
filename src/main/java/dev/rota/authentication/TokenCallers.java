package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.database.StaleCallerException;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.limit.Budgets;
import dev.rota.limit.Importance;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.McpRequest;
import dev.rota.project.Projects;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Callers by opaque token.
 *
 * <p>A caller that was read once is kept as a guess, so that the next call needs one round trip instead of two: it says
 * which organizations to bind, and its stamp is compared by the database inside that call. A wrong guess costs one more
 * round trip and can never be acted on, so revocation, demotion and removal hold from the next call on (security C6, T3).
 */
public final class TokenCallers implements Callers {
    private static final int MOST_KEPT = 100_000;
    private static final Duration KEPT_FOR = Duration.ofMinutes(10);
    private static final int TRIES = 3;

    private final Database database;
    private final Peppers peppers;
    private final String resource;
    private final AuthEvents events;
    private final TokenUse use;
    private final Projects projects = new Projects();
    private final Turnstile turnstile;
    private final Strangers strangers;
    private final Cache<Buffer, Caller> seen = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterAccess(KEPT_FOR)
            .build();

    /** @param resource which tokens count here: {@code mcp} or {@code admin} (security M6) */
    public TokenCallers(
            Database database,
            Peppers peppers,
            String resource,
            AuthEvents events,
            TokenUse use,
            Turnstile turnstile,
            Strangers strangers) {
        this.database = database;
        this.peppers = peppers;
        this.resource = resource;
        this.events = events;
        this.use = use;
        this.turnstile = turnstile;
        this.strangers = strangers;
    }

    @Override
    public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
        OpaqueToken token;
        try {
            token = BearerHeader.token(request.http());
        } catch (FailureException e) {
            note(e.failure(), request.info());
            return strangers.refuse(request.info(), e);
        }
        return attempt(token, request.info(), request.path(), work, TRIES)
                .recover(problem -> told(problem, request.info()));
    }

    @Override
    public boolean showsCredential(McpRequest request) {
        try {
            return BearerHeader.token(request.http()).kind() != null;
        } catch (FailureException e) {
            return false;
        }
    }

    @Override
    public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
        return calling(request, caller -> admitted(caller, () -> database.confirm(caller))
                .compose(confirmed -> work.apply(caller)));
    }

    /** The caller that a token proves, read from the database now; for the process's own calls. */
    public Future<Caller> caller(OpaqueToken token, RequestInfo info) {
        return identify(token, peppers.hash(token), info);
    }

    private <T> Future<T> attempt(
            OpaqueToken token, RequestInfo info, McpPath path, Function<Caller, Future<T>> work, int triesLeft) {
        var current = peppers.hash(token);
        var guess = seen.getIfPresent(current);
        return (guess == null ? identify(token, current, info) : Future.succeededFuture(guess)).compose(caller -> {
            use.note(caller, token, info);
            return pinned(caller.during(info), path).compose(work).recover(problem -> {
                if (triesLeft > 1 && (problem instanceof StaleCallerException || hasMoved(caller, current, problem))) {
                    seen.invalidate(current);
                    return attempt(token, info, path, work, triesLeft - 1);
                }
                return Future.failedFuture(problem);
            });
        });
    }

    /** A token that was found under the old pepper and is no longer there: it has moved to the current one (C15). */
    private static boolean hasMoved(Caller caller, Buffer current, Throwable problem) {
        return !caller.credential().lookup().equals(current)
                && problem instanceof FailureException known
                && known.failure() instanceof Failure.Unauthenticated;
    }

    /** The caller in the organization and project that the path pins; out of reach is as absent (design section 3). */
    private Future<Caller> pinned(Caller caller, McpPath path) {
        var organization = path.organization();
        var project = path.project();
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

    private Future<Caller> identify(OpaqueToken token, Buffer current, RequestInfo info) {
        return strangers.mayTry(info) ? lookUp(token, current, info) : strangers.refuse(info, null);
    }

    private Future<Caller> lookUp(OpaqueToken token, Buffer current, RequestInfo info) {
        return database.identify(Entry.TOKEN, peppers.hashes(token), resource).map(found -> {
            var lookup = found.getInteger("pepper_version") == peppers.currentVersion()
                    ? current
                    : peppers.hashes(token).get(1);
            var caller = CallerJson.caller(found, lookup, info);
            seen.put(current, caller);
            return caller;
        });
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

    private <T> Future<T> told(Throwable problem, RequestInfo info) {
        if (problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated refusal) {
            return events.record(event(refusal.reason(), info).withToken(refusal.tokenId()))
                    .compose(recorded -> strangers.refuse(info, known));
        }
        return Future.failedFuture(problem);
    }
}
