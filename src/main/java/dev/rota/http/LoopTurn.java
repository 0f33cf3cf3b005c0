package dev.rota.http;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * How many requests one turn of an event loop may begin: the others wait for the next turns, in the order in which they came.
 * A loop looks after all connections that have something to read before it comes back to those of the database. With thousands
 * of callers it would otherwise refuse all of them before it heard of one answer, and hardly anything would be answered.
 *
 * <p>It keeps work in order and is no defence: whose requests are many is what budgets and limits of connections are about.
 * Of one event loop, and only to be used there.
 */
final class LoopTurn {
    /** Some milliseconds of work. */
    static final int MOST = 128;

    /** What may be held of requests that wait. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Executor endOfTurn;
    private final Executor nextTurn;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int begun;
    private int heldBytes;

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the next turn
    LoopTurn(EventExecutor loop) {
        this(loop, task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS));
    }

    /**
     * @param endOfTurn runs what it is given in this turn, after what there is to read; so would a task that such a task adds
     * @param nextTurn runs it after what there is to read in the next
     */
    LoopTurn(Executor endOfTurn, Executor nextTurn) {
        this.endOfTurn = endOfTurn;
        this.nextTurn = nextTurn;
    }

    /** Whether a request may begin now; otherwise it has to {@link #await} a later turn. */
    boolean begin() {
        if (begun == MOST || !waiting.isEmpty()) {
            return false;
        }
        if (begun++ == 0) {
            endOfTurn.execute(this::next);
        }
        return true;
    }

    /** Runs {@code request} in a later turn, after all that wait already. */
    void await(Runnable request) {
        waiting.add(request);
    }

    /** Whether there is room to hold so much more until its turn; if so it is to be given back by {@link #release}. */
    boolean hold(int bytes) {
        if (bytes > MOST_BYTES - heldBytes) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    void release(int bytes) {
        heldBytes -= bytes;
    }

    private void next() {
        begun = 0;
        try {
            while (begun < MOST && !waiting.isEmpty()) {
                begun++;
                waiting.remove().run();
            }
        } finally {
            if (begun > 0) {
                nextTurn.execute(this::next);
            }
        }
    }
}
