package dev.rota.identity;

/** The tenant's key: {@code org_id} of every row it owns. Knowing one gives nothing. */
public record OrganizationId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
