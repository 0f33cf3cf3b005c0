package dev.rota.rest;

import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Who may use an endpoint.
 *
 * @param door whom it lets in at all
 * @param permission that the caller's role in the organization of the path must give; null where there is none to be in
 * @param scope that the credential must have been granted; null where none is asked for
 * @param ownersOnly the permission counts for owners alone
 * @param fresh a grant counts only if its person signed in within the last quarter of an hour (security A24)
 * @param alone one at a time in an organization, decided by what the one before has left (security M3)
 * @param rare so destructive or costly that an organization may do it ten times an hour only (security M10)
 */
public record Access(
        Door door,
        @Nullable Permission permission,
        @Nullable Scope scope,
        boolean ownersOnly,
        boolean fresh,
        boolean alone,
        boolean rare) {
    /** Whom an endpoint lets in at all. */
    public enum Door {
        /** Anybody; a credential is not looked at. */
        ANYBODY,
        /** Anybody, and a credential counts where one is shown. */
        ANYBODY_OR_PERSON,
        /** Whoever shows a credential of the admin API. */
        PERSON,
        /** The same, as a member of the organization that the path names. */
        MEMBER
    }

    static Access to(Door door, @Nullable Permission permission, @Nullable Scope scope) {
        return new Access(door, permission, scope, false, false, false, false);
    }

    Access forOwners() {
        return new Access(door, permission, scope, true, fresh, alone, rare);
    }

    Access freshly() {
        return new Access(door, permission, scope, ownersOnly, true, alone, rare);
    }

    Access oneAtATime() {
        return new Access(door, permission, scope, ownersOnly, fresh, true, rare);
    }

    Access rarely() {
        return new Access(door, permission, scope, ownersOnly, fresh, alone, true);
    }

    boolean looksAtCredential() {
        return door != Door.ANYBODY;
    }
}
