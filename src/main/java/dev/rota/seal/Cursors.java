package dev.rota.seal;

import dev.rota.failure.Failure;

/**
 * Opaque positions in lists. A position is a keyset, never an offset; it is worth something only to the principal and
 * for the list it was made for.
 */
public final class Cursors {
    private final Seals seals;

    public Cursors(SealKeys keys) {
        seals = new Seals(keys);
    }

    /**
     * A cursor that continues after {@code position}.
     *
     * @param binding list, filters, tenant and principal: all that must be the same on the next page
     */
    public String after(String binding, String position) {
        return seals.seal("cursor " + binding, position);
    }

    /**
     * The position of a cursor that came back.
     *
     * @throws dev.rota.failure.FailureException with {@code validation_failed} on {@code cursor}
     */
    public String position(String binding, String cursor) {
        return seals.open("cursor " + binding, cursor).orElseThrow(() -> new Failure.InvalidInput(
                        "cursor", "'cursor' is not one this list gave you; leave it out to start over")
                .asException());
    }
}
