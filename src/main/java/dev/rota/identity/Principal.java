package dev.rota.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who acts.
 *
 * @param kind what sort of principal
 * @param id the user's, the agent's, or for an organization token the token's own number
 * @param name how people read it in history and audit
 * @param onBehalfOf id of the user who owns the agent or made the organization token; null for a user
 */
public record Principal(Kind kind, long id, String name, @Nullable Long onBehalfOf) {
    /** Number 0: there is only one. */
    public static final Principal SYSTEM = new Principal(Kind.SYSTEM, 0, "system", null);

    /** The wire text in audit events and rows is the lower-case name. */
    public enum Kind {
        USER("user"),
        AGENT("agent"),
        ORG("org"),
        /** The server itself, in background work. */
        SYSTEM("system");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        /** A person, or something that acts by itself. */
        public String humanOrAgent() {
            return this == USER ? "human" : "agent";
        }

        public static Kind of(String wire) {
            for (var kind : values()) {
                if (kind.wire.equals(wire)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(wire);
        }
    }
}
