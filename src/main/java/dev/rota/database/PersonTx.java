package dev.rota.database;

import dev.rota.identity.Caller;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction in which a person changes what is theirs and no organization's: {@code $1} of every statement is their id.
 * All organizations they belong to can be read, and none can be written but its audit log.
 */
public final class PersonTx extends ChangeTx {
    private final ReadTx reading;

    PersonTx(Sender sender, UnaryOperator<String> rewriting, Caller caller, Long[] organizations) {
        super(sender, rewriting, List.of(caller.principal().id()));
        this.reading = new ReadTx(sender, rewriting, organizations);
    }

    /** The same transaction for statements whose {@code $1} is the array of their organizations. */
    public ReadTx reading() {
        return reading;
    }
}
