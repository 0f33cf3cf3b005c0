package dev.rota.dialect;

import dev.rota.audit.Action;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.operation.Operations;
import dev.rota.project.UsualProject;
import io.vertx.core.Future;
import java.util.Set;

/**
 * The one project that calls of a dialect without an argument for it read from: the pinned one, else the credential's only
 * one, else the organization's default (design section 3).
 */
public final class DialectWorkspaces {
    private final Operations operations;
    private final UsualProject usual = new UsualProject();

    public DialectWorkspaces(Operations operations) {
        this.operations = operations;
    }

    /** The call in that project alone. Fails as {@link #narrowed(Caller, Action)}. */
    public Future<DialectCall> narrowed(DialectCall call) {
        return narrowed(call.caller(), call.action())
                .map(caller -> new DialectCall(caller, call.arguments(), call.action(), call.key()));
    }

    /**
     * The caller in that project alone. Fails with {@code org_required} for one who spans organizations, {@code
     * project_required} where several projects are in reach and the default is not.
     */
    public Future<Caller> narrowed(Caller caller, Action action) {
        var only = caller.restrictions().projects();
        if (only != null && only.size() == 1) {
            return Future.succeededFuture(caller);
        }
        return operations
                .ahead(caller, action, tx -> {
                    try {
                        return usual.find(
                                tx, caller.within(caller.organization().organization()), null);
                    } catch (FailureException severalOrganizations) {
                        return Future.failedFuture(severalOrganizations);
                    }
                })
                .map(project -> in(Set.of(project.id()), caller));
    }

    /**
     * A call that names a task, which is {@code not_found} outside of that project: what a list does not show cannot be
     * reached either. Of one who spans organizations it is looked for in that project of each.
     */
    public Future<DialectCall> naming(DialectCall call) {
        return naming(call.caller(), call.action())
                .map(caller -> new DialectCall(caller, call.arguments(), call.action(), call.key()));
    }

    /** The caller in those projects alone. Fails as {@link #narrowed(Caller, Action)}, for one organization. */
    public Future<Caller> naming(Caller caller, Action action) {
        return caller.spansOrganizations()
                ? operations
                        .ahead(caller, action, tx -> usual.ofEach(tx, caller))
                        .map(projects -> in(projects, caller))
                : narrowed(caller, action);
    }

    private static Caller in(Set<Long> projects, Caller caller) {
        return caller.restrictedTo(new Restrictions(
                projects,
                caller.restrictions().assignedOnly(),
                caller.restrictions().readOnly()));
    }
}
