package dev.rota.database;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction that numbers audit events of many organizations at once; {@code $1} of every statement is their ids, a
 * {@code bigint[]}. It reads their events and reads and appends to their chains, and has the queues that background work
 * shares; every table that holds what is theirs raises.
 */
public final class SequencerTx extends ChangeTx {
    SequencerTx(Sender sender, UnaryOperator<String> rewriting, Long[] organizations) {
        super(sender, rewriting, List.of((Object) organizations));
    }
}
