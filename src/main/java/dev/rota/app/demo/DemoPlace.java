package dev.rota.app.demo;

import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;

/** One organization of the demo as it is in the database, with those who act in it. */
record DemoPlace(DemoContent content, OrganizationId id, long owner, long member, long agent) {
    /** Somebody of the demo at work, beside every credential: {@code owner}, {@code member} or {@code agent}. */
    Caller caller(String who) {
        var request = new RequestInfo("demo", "rota serve --demo", "local", "cli", System.nanoTime());
        return Caller.internal(principal(who), id, "operator", request);
    }

    private Principal principal(String who) {
        return switch (who) {
            case "owner" -> new Principal(Principal.Kind.USER, owner, content.personName("owner"), null);
            case "member" -> new Principal(Principal.Kind.USER, member, content.personName("member"), null);
            case "agent" -> new Principal(Principal.Kind.AGENT, agent, content.agentName(), owner);
            default -> throw new IllegalArgumentException(who);
        };
    }
}
