package dev.rota.database;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A read-only transaction over a caller's organizations; {@code $1} of every statement is their ids, a
 * {@code bigint[]}. All statements must be enqueued before the work that is given it returns: they travel together, in
 * one round trip.
 */
public final class ReadTx extends Statements {
    private final Session session;

    ReadTx(Session session, UnaryOperator<String> rewriting, Long[] organizations) {
        super(session, rewriting, List.of((Object) organizations));
        this.session = session;
    }

    /**
     * Has the statements that follow planned for the values they are given: for those whose best index depends on them.
     * It costs about a millisecond each; without it they run by plans that were made once, for any values.
     */
    public void planForValues() {
        session.run("SET LOCAL plan_cache_mode = force_custom_plan");
    }

    /**
     * Has the statements that follow read rows in the order of an index, where a general plan would rather collect and sort
     * all of them: it takes each filter that may be given for one that is, and expects next to no rows.
     */
    public void planInOrder() {
        session.run("SET LOCAL enable_bitmapscan = off");
    }
}
