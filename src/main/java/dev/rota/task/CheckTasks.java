package dev.rota.task;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;

/** Tasks by which runners are asked for checks. Nobody else takes them: only a runner's answer opens the asker's gate. */
public final class CheckTasks {
    private CheckTasks() {}

    /**
     * The predicate on {@code task t} of what may be claimed.
     *
     * @param runner the parameter that says whether the caller is a runner
     */
    public static String claimable(String runner) {
        return predicate(runner, "");
    }

    /**
     * The same where only the first few tasks are wanted: {@code OFFSET 0} has each looked up by itself, in place of all checks of
     * the organization collected for their sake.
     */
    public static String claimableFirst(String runner) {
        return predicate(runner, " OFFSET 0");
    }

    private static String predicate(String runner, String fence) {
        return "(" + runner + "::boolean OR NOT EXISTS (SELECT FROM check_request k"
                + " WHERE k.org_id = t.org_id AND k.task_id = t.id" + fence + "))";
    }

    /** Whether the caller's credential may run checks. */
    public static boolean isRunner(Caller caller) {
        return caller.scopes().contains(Scope.QUALITY_RUN);
    }
}
