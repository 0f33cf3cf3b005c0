package dev.rota.audit.chain;

/**
 * An organization's chain is its holder's until the transaction ends: whoever numbers events, and whoever signs how far they
 * have come. Nobody waits for it, because both hold other locks by then.
 */
final class ChainLock {
    private ChainLock() {}

    /**
     * SQL that is true where it was free.
     *
     * @param organization SQL of its id
     */
    static String of(String organization) {
        return "pg_try_advisory_xact_lock(hashtextextended('rota.audit_chain', " + organization + "))";
    }
}
