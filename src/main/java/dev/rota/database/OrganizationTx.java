package dev.rota.database;

import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction that may write in one organization; {@code $1} of every statement is its id, a {@code bigint}. It has a
 * connection to itself, so work may wait for one statement before it sends the next.
 */
public final class OrganizationTx extends Statements {
    private final OrganizationId organization;
    private final ReadTx reading;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Future<?>> last = new ArrayList<>();

    OrganizationTx(Session session, UnaryOperator<String> rewriting, OrganizationId organization) {
        super(session, rewriting, organization.value());
        this.organization = organization;
        this.reading = new ReadTx(session, rewriting, new Long[] {organization.value()});
    }

    public OrganizationId organization() {
        return organization;
    }

    /** The same transaction for statements whose {@code $1} is an array of organizations. */
    public ReadTx reading() {
        return reading;
    }

    /** Runs {@code action} once this transaction has committed, never before and never if it does not. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /**
     * A statement that was sent and whose answer nobody waits for: it travels with the commit, and the transaction
     * fails if it did.
     */
    public void last(Future<?> statement) {
        last.add(statement);
    }

    List<Future<?>> last() {
        return last;
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
