package dev.rota.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipTest {
    @Test
    void it_permits_what_its_role_holds_and_nothing_else() {
        var member = member(Set.of(Permission.TASK_READ, Permission.MCP_CREATE));

        assertThat(member.permits(Permission.TASK_READ)).isTrue();
        assertThat(member.permits(Permission.TASK_WRITE)).isFalse();
        assertThat(member(Set.of()).permits(Permission.ORG_READ)).isFalse();
    }

    /** Such as of a newer release, while two of them serve. */
    @Test
    void a_permission_that_this_build_does_not_know_permits_nothing() {
        var held = Permission.named(List.of("task.read", "task.teleport", "TASK.WRITE", ""));

        assertThat(held).containsExactly(Permission.TASK_READ);
    }

    private static Membership member(Set<Permission> permissions) {
        return new Membership(new OrganizationId(1), "acme", "Acme", "member", permissions, Policy.DEFAULT);
    }
}
