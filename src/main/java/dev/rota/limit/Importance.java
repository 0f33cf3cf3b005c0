package dev.rota.limit;

/**
 * Who gives way first when calls have to wait (security O3). What must never give way (revocation, keys, metadata,
 * health) does not ask for admission.
 */
public enum Importance {
    /** Lists, searches and exports: they may take half of the waiting room. */
    LIST(2),
    /** Other reads: three quarters. */
    READ(3),
    /** Changes: all of it. */
    WRITE(4);

    private final int quarters;

    Importance(int quarters) {
        this.quarters = quarters;
    }

    int share(int places) {
        return (places * quarters + 3) / 4;
    }
}
