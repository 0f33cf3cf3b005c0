package dev.rota.rest;

import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers.
 *
 * @param json without members that are absent, null or empty (see {@link Sparse})
 * @param object what it was about, for the audit; null when it was about no one thing
 * @param joined the organization that the caller belongs to from now on, which has the event; null where they join none
 * @param changes fields that changed, for the audit
 */
public record Result(
        JsonObject json, @Nullable AuditObject object, @Nullable OrganizationId joined, List<Change> changes) {
    public Result {
        changes = List.copyOf(changes);
    }

    public static Result of(JsonObject json) {
        return new Result(json, null, null, List.of());
    }

    /** An answer without a body. */
    public static Result nothing() {
        return of(new JsonObject());
    }

    public Result about(AuditObject what) {
        return new Result(json, what, joined, changes);
    }

    public Result about(String kind, @Nullable Long id, @Nullable String key) {
        return about(new AuditObject(kind, id, key));
    }

    /** Of a person's own change by which they come to belong to an organization, as its log has it. */
    public Result joining(OrganizationId organization) {
        return new Result(json, object, organization, changes);
    }

    public Result changing(List<Change> fields) {
        return new Result(json, object, joined, fields);
    }
}
