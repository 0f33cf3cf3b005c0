package dev.rota.operation;

import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.identity.OrganizationId;
import dev.rota.json.JsonBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation gives back.
 *
 * @param json for the caller
 * @param kept what a repetition of the request is told: {@code json} without what is shown only once
 * @param object what it was about, for the audit; null when it was about no one thing
 * @param changes fields that changed, for the audit
 * @param joined the organization that the caller belongs to from now on, whose log alone has the event; null for none
 * @param organization slug of the only organization that a read touched; null for all that the caller spans
 */
public record Answer(
        JsonBytes json,
        JsonBytes kept,
        @Nullable AuditObject object,
        List<Change> changes,
        @Nullable OrganizationId joined,
        @Nullable String organization) {
    public Answer {
        changes = List.copyOf(changes);
    }

    public Answer(JsonBytes json, @Nullable AuditObject object, List<Change> changes) {
        this(json, json, object, changes, null, null);
    }

    /** The same, known to have touched that organization alone. */
    public Answer within(String slug) {
        return new Answer(json, kept, object, changes, joined, slug);
    }

    /** The same, of which only {@code other} is told when the request is repeated. */
    public Answer keeping(JsonBytes other) {
        return new Answer(json, other, object, changes, joined, organization);
    }

    /** The same, by which the caller joined {@code home}, where there is one. */
    public Answer joining(@Nullable OrganizationId home) {
        return new Answer(json, kept, object, changes, home, organization);
    }

    public static Answer of(JsonBytes json) {
        return new Answer(json, null, List.of());
    }

    public static Answer about(AuditObject object, JsonBytes json) {
        return new Answer(json, object, List.of());
    }
}
