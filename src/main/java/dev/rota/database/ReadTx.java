package dev.rota.database;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A read-only transaction over a caller's organizations; {@code $1} of every statement is their ids, a
 * {@code bigint[]}. All statements must be enqueued before the work that is given it returns: they travel together, in
 * one round trip.
 */
public final class ReadTx extends Statements {
    private final Sender sender;

    ReadTx(Sender sender, UnaryOperator<String> rewriting, Long[] organizations) {
        super(sender, rewriting, List.of((Object) organizations));
        this.sender = sender;
    }

    /**
     * Has the statements that follow planned for the values they are given, and by collecting rows as well, where that is
     * shorter than an index in its order: for those whose best way depends on the values. It costs about a millisecond each;
     * without it they run by plans that were made once, for any values.
     */
    public void planForValues() {
        sender.run("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_bitmapscan = on");
    }
}
