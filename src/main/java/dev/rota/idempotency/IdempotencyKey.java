package dev.rota.idempotency;

import dev.rota.failure.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A caller's name for one request, with a hash of what it asks for.
 *
 * @param key 1 to 255 characters, the caller's choice
 * @param requestHash SHA-256 of the request without the key itself; the order of members does not count
 */
public record IdempotencyKey(String key, Buffer requestHash) {
    public IdempotencyKey {
        if (key.isEmpty() || key.length() > 255) {
            throw new Failure.InvalidInput("request_id", "'request_id' must have 1 to 255 characters").asException();
        }
    }

    public static IdempotencyKey of(String key, JsonObject request) {
        try {
            var canonical = String.valueOf(sorted(request.getMap()));
            return new IdempotencyKey(
                    key,
                    Buffer.buffer(
                            MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Object sorted(Object value) {
        if (value instanceof JsonObject object) {
            return sorted(object.getMap());
        }
        if (value instanceof Map<?, ?> map) {
            var members = new TreeMap<String, Object>();
            map.forEach((name, member) -> {
                if (member != null) {
                    members.put(JsonObject.of("n", name).encode(), sorted(member));
                }
            });
            return members;
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(IdempotencyKey::sorted).toList();
        }
        if (value instanceof Iterable<?> items) {
            var all = new java.util.ArrayList<Object>();
            items.forEach(item -> all.add(sorted(item)));
            return all;
        }
        return JsonObject.of("v", value).encode();
    }
}
