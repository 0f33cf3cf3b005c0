package dev.rota.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event as its row has it, the one place where its texts are cleaned and cut (security U11). Their lengths are chosen so
 * that no event is more than 8 KiB of JSON, whatever is written into it.
 *
 * @param truncated true where something was cut, else null
 */
record EventFields(
        long organization,
        String category,
        String action,
        @Nullable String alias,
        String outcome,
        String actorKind,
        @Nullable Long actorId,
        String actorName,
        @Nullable Long onBehalfOf,
        @Nullable String credential,
        @Nullable String client,
        @Nullable String objectKind,
        @Nullable Long objectId,
        @Nullable String objectKey,
        @Nullable JsonArray changes,
        String requestId,
        @Nullable String network,
        @Nullable String protocol,
        long durationMicros,
        @Nullable Boolean credentialInQuery,
        @Nullable Boolean truncated) {
    private static final int WORD = 64;
    private static final int NAME = 200;
    private static final int LINE = 128;
    private static final int KEY = 256;
    private static final int CHANGES_BYTES = 3_900;

    /** @param changes what the row tells of them; null for none */
    static EventFields of(AuditEvent event, @Nullable JsonArray changes) {
        var principal = event.caller().principal();
        var request = event.caller().request();
        var text = new EventText();
        var kept = changes == null ? null : kept(changes, text);
        return new EventFields(
                event.organization().value(),
                event.action().category().name(),
                text.of(event.action().name(), WORD),
                text.orNull(event.action().alias(), WORD),
                text.of(event.outcome(), WORD),
                principal.kind().wire(),
                principal.id(),
                text.of(principal.name(), NAME),
                principal.onBehalfOf(),
                text.of(event.caller().credential().id(), LINE),
                text.orNull(request.client(), LINE),
                text.orNull(event.objectKind(), WORD),
                event.objectId(),
                text.orNull(event.objectKey(), KEY),
                kept,
                text.of(request.id(), LINE),
                text.of(request.network(), WORD),
                text.of(request.protocol(), WORD),
                event.durationMicros(),
                event.credentialInQuery(),
                (text.isCut() || isShorter(kept, changes)) ? true : null);
    }

    /** As many as fit. */
    private static JsonArray kept(JsonArray changes, EventText text) {
        var kept = new JsonArray();
        var bytes = 0;
        for (var n = 0; n < changes.size(); n++) {
            var change = changes.getJsonObject(n);
            var named = change.copy().put("field", text.of(change.getString("field"), WORD));
            bytes += size(named);
            if (bytes > CHANGES_BYTES) {
                break;
            }
            kept.add(named);
        }
        return kept;
    }

    private static boolean isShorter(@Nullable JsonArray kept, @Nullable JsonArray all) {
        return kept != null && all != null && kept.size() < all.size();
    }

    private static int size(JsonObject change) {
        return change.encode().getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
