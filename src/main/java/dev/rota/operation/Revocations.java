package dev.rota.operation;

import dev.rota.audit.Action;
import java.util.Set;

/**
 * The operations that take access away, or may: somebody's membership or role, an agent, a grant, a token or a key, an
 * invitation (security O3). A rotation is one, because with an overlap of nothing it is how a leaked secret is ended.
 */
final class Revocations {
    static final Set<String> OPERATIONS = Set.of(
            "change_agent",
            "change_member",
            "change_role",
            "deactivate_agent",
            "remove_member",
            "revoke_agent_key",
            "revoke_grant",
            "revoke_own_grant",
            "revoke_own_token",
            "revoke_token",
            "rotate_agent_key",
            "rotate_own_token",
            "rotate_token",
            "withdraw_invitation");

    private Revocations() {}

    static boolean include(Action action) {
        return OPERATIONS.contains(action.name());
    }
}
