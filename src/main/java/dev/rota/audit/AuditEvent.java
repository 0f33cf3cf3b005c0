package dev.rota.audit;

import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * One event of one organization, before it is written. Time and id are the database's.
 *
 * @param outcome {@code ok}, or the failure's code
 * @param durationMicros from the request's arrival to here
 */
record AuditEvent(
        OrganizationId organization,
        Action action,
        String outcome,
        Caller caller,
        @Nullable AuditObject object,
        long durationMicros) {
    static AuditEvent of(
            OrganizationId organization, Caller caller, Action action, String outcome, @Nullable AuditObject object) {
        var micros = (System.nanoTime() - caller.request().startedNanos()) / 1_000;
        return new AuditEvent(organization, action, outcome, caller, object, micros);
    }

    @Nullable
    Long objectId() {
        return object == null ? null : object.id();
    }

    @Nullable
    String objectKey() {
        return object == null ? null : object.key();
    }

    /** True, or null as everywhere else. */
    @Nullable
    Boolean credentialInQuery() {
        return caller.request().credentialInQuery() ? true : null;
    }

    @Nullable
    String objectKind() {
        return object == null ? null : object.kind();
    }
}
