package dev.rota.limit;

/**
 * Who gives way first when calls have to wait (security O3). Keys, metadata and health never ask for admission at all.
 */
public enum Importance {
    /** Lists, searches and exports: they may take half of the waiting room. */
    LIST(2),
    /** Other reads: three quarters. */
    READ(3),
    /** Changes: all of it. */
    WRITE(4),
    /**
     * What takes access away, or may: it is admitted at once, and whoever else has spent the organization's budget does not
     * keep it from happening. What bounds it is the budget of the credential and of whoever has it, and the two connections
     * that such changes have to themselves: it waits for those as other changes do for theirs, and takes no place from them.
     */
    REVOCATION(4);

    private final int quarters;

    Importance(int quarters) {
        this.quarters = quarters;
    }

    int share(int places) {
        return (places * quarters + 3) / 4;
    }
}
