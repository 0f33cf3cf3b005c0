package dev.rota.task;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;

/** Tasks by which runners are asked for checks. Nobody else takes them: only a runner's answer opens the asker's gate. */
public final class CheckTasks {
    private CheckTasks() {}

    /**
     * The predicate on {@code task t} of what may be claimed. {@code OFFSET 0} has each task looked up by itself, in place of
     * all checks of the organization collected for the sake of one.
     *
     * @param runner the parameter that says whether the caller is a runner
     */
    public static String claimable(String runner) {
        return "(" + runner + "::boolean OR NOT EXISTS (SELECT FROM check_request k"
                + " WHERE k.org_id = t.org_id AND k.task_id = t.id OFFSET 0))";
    }

    /** Whether the caller's credential may run checks. */
    public static boolean isRunner(Caller caller) {
        return caller.scopes().contains(Scope.QUALITY_RUN);
    }
}
