package dev.rota.mcp.protocol;

import java.util.ArrayList;
import java.util.List;

/** Whether a request is still wanted. Confined to the request's event loop. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Runs {@code action} once on cancellation, immediately if that has happened. */
    public void onCancel(Runnable action) {
        if (cancelled) {
            action.run();
        } else {
            actions.add(action);
        }
    }

    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            actions.forEach(Runnable::run);
            actions.clear();
        }
    }

    public boolean isCancelled() {
        return cancelled;
    }
}
