package dev.rota.agent;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.VisibleText;
import dev.rota.organization.Rights;
import dev.rota.token.OrganizationTokens;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agents of an organization. An agent acts by its owner's role, so only the owner or somebody above them changes it. */
public final class Agents {
    private static final int LONGEST_NAME = 100;

    private final OrganizationTokens keys;
    private final Rights rights = new Rights();
    private final AgentQueries queries = new AgentQueries();

    public Agents(OrganizationTokens keys) {
        this.keys = keys;
    }

    /** An agent as it is now, and what of it has just changed. */
    public record Changed(Agent agent, List<Change> changes) {}

    /** In the order they were made, after the one of number {@code after}. */
    public Future<List<Agent>> list(ReadTx tx, long after, int most) {
        return queries.list(tx, after, most);
    }

    /** Fails with {@code not_found}. */
    public Future<Agent> get(ReadTx tx, long id) {
        return queries.one(tx, id).map(found -> found.orElseThrow(Agents::absent));
    }

    /** A new agent of the caller's. Fails with {@code already_exists}. */
    public Future<Agent> create(OrganizationTx tx, Caller caller, String name) {
        return queries.insert(tx, cleaned(name), caller.principal().id()).compose(id -> get(tx.reading(), id));
    }

    /**
     * The active agent of that name or number, for which the caller may make keys. Fails with {@code validation_failed} where
     * there is none, and with {@code forbidden}.
     */
    Future<Agent> keyed(OrganizationTx tx, Caller caller, String reference) {
        return queries.named(tx, reference)
                .map(found -> found.orElseThrow(() ->
                        new Failure.InvalidInput("/agent", "must be the name or id of an active agent").asException()))
                .compose(id -> keyed(tx, caller, id));
    }

    /** The same by its number, whether or not it is active. */
    Future<Agent> keyed(OrganizationTx tx, Caller caller, long id) {
        return held(tx, caller, id, false).compose(owner -> get(tx.reading(), id));
    }

    /**
     * Changes what is not null. Fails with {@code not_found}, {@code forbidden} or {@code already_exists}.
     *
     * @param active whether its keys shall count
     */
    public Future<Changed> change(
            OrganizationTx tx, Caller caller, long id, @Nullable String name, @Nullable Boolean active) {
        var cleaned = name == null ? null : cleaned(name);
        return held(tx, caller, id, true)
                .compose(owner -> get(tx.reading(), id))
                .compose(before -> queries.change(tx, id, cleaned, active)
                        .compose(changed -> get(tx.reading(), id))
                        .map(after -> new Changed(after, changes(before, after))));
    }

    /** Ends its keys for good and lets nobody act as it. Fails with {@code not_found} or {@code forbidden}. */
    public Future<Agent> deactivate(OrganizationTx tx, Caller caller, long id) {
        return change(tx, caller, id, null, false)
                .compose(changed -> keys.revokeOfAgent(tx, id).map(changed.agent()));
    }

    /**
     * The agent's owner, where the caller is that or above them (security M4).
     *
     * @param orphaned what is to be where the owner has left
     */
    private Future<Long> held(OrganizationTx tx, Caller caller, long id, boolean orphaned) {
        return queries.hold(tx, id)
                .map(found -> found.orElseThrow(Agents::absent))
                .compose(owner -> owner == caller.principal().id()
                        ? Future.succeededFuture(owner)
                        : rights.held(tx, caller)
                                .compose(own -> rights.of(tx, owner)
                                        .map(own::isAbove)
                                        .recover(problem -> isAbsent(problem)
                                                ? Future.succeededFuture(orphaned)
                                                : Future.failedFuture(problem)))
                                .map(allowed -> {
                                    if (!allowed) {
                                        throw Rights.forbidden();
                                    }
                                    return owner;
                                }));
    }

    private static boolean isAbsent(Throwable problem) {
        return problem instanceof FailureException known && known.failure() instanceof Failure.NotFound;
    }

    private static List<Change> changes(Agent before, Agent after) {
        var all = new ArrayList<Change>();
        if (!before.name().equals(after.name())) {
            all.add(new Change("name", before.name(), after.name()));
        }
        if (before.active() != after.active()) {
            all.add(new Change("active", Boolean.toString(before.active()), Boolean.toString(after.active())));
        }
        return all;
    }

    private static String cleaned(String name) {
        var clean = VisibleText.of(name);
        if (clean.isEmpty() || clean.length() > LONGEST_NAME) {
            throw new Failure.InvalidInput("/name", "must have 1 to " + LONGEST_NAME + " characters").asException();
        }
        return clean;
    }

    private static RuntimeException absent() {
        return new Failure.NotFound("agent").asException();
    }
}
