package dev.rota.database;

import dev.rota.identity.OrganizationId;
import java.util.List;
import java.util.function.UnaryOperator;

/** A transaction that may write in one organization; {@code $1} of every statement is its id, a {@code bigint}. */
public final class OrganizationTx extends ChangeTx {
    private final OrganizationId organization;
    private final ReadTx reading;

    OrganizationTx(Sender sender, UnaryOperator<String> rewriting, OrganizationId organization) {
        super(sender, rewriting, List.of(organization.value()));
        this.organization = organization;
        this.reading = new ReadTx(sender, rewriting, new Long[] {organization.value()});
    }

    public OrganizationId organization() {
        return organization;
    }

    /** The same transaction for statements whose {@code $1} is an array of organizations. */
    public ReadTx reading() {
        return reading;
    }
}
