package dev.rota.organization;

import dev.rota.audit.Change;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A change of an organization's policy: keys that are sent count, null makes one the default again (RFC 7396). */
public final class PolicyPatch {
    /** Decide which credentials count, and where: an owner's decision. */
    private static final Set<String> OF_SECURITY = Set.of("dialects", "mcp_create", "query_tokens", "max_token_days");

    private PolicyPatch() {}

    /** Whether it needs {@code security.manage} beside {@code org.update}. */
    public static boolean concernsSecurity(JsonObject patch) {
        return patch.fieldNames().stream().anyMatch(OF_SECURITY::contains);
    }

    /** The policy after a change. */
    public static JsonObject merged(JsonObject policy, JsonObject patch) {
        var merged = policy.copy();
        for (var key : patch.fieldNames()) {
            var value = patch.getValue(key);
            if (value == null) {
                merged.remove(key);
            } else if (value instanceof JsonObject inner) {
                merged.put(key, merged(merged.getJsonObject(key, new JsonObject()), inner));
            } else {
                merged.put(key, value);
            }
        }
        return merged;
    }

    /** One for each key that differs. */
    public static List<Change> changes(JsonObject before, JsonObject after) {
        var keys = new TreeSet<>(before.fieldNames());
        keys.addAll(after.fieldNames());
        var changes = new ArrayList<Change>();
        for (var key : keys) {
            var was = before.getValue(key);
            var is = after.getValue(key);
            if (!Objects.equals(was, is)) {
                changes.add(new Change(
                        "policy." + key, was == null ? null : was.toString(), is == null ? null : is.toString()));
            }
        }
        return changes;
    }
}
