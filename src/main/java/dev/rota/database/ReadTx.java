package dev.rota.database;

import java.util.function.UnaryOperator;

/**
 * A read-only transaction over a caller's organizations; {@code $1} of every statement is their ids, a
 * {@code bigint[]}. All statements must be enqueued before the work that is given it returns: they travel together, in
 * one round trip.
 */
public final class ReadTx extends Statements {
    ReadTx(Session session, UnaryOperator<String> rewriting, Long[] organizations) {
        super(session, rewriting, organizations);
    }
}
