package dev.rota.database;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction that may write. It has a connection to itself, so work may wait for one statement before it sends the
 * next.
 */
public abstract class ChangeTx extends Statements {
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Future<?>> last = new ArrayList<>();

    ChangeTx(Sender sender, UnaryOperator<String> rewriting, List<Object> leading) {
        super(sender, rewriting, leading);
    }

    /** Runs {@code action} once this transaction has committed, never before and never if it does not. */
    public final void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /**
     * A statement that was sent and whose answer nobody waits for: it travels with the commit, and the transaction
     * fails if it did.
     */
    public final void last(Future<?> statement) {
        last.add(statement);
    }

    final List<Future<?>> last() {
        return last;
    }

    final void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
