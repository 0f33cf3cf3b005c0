package dev.rota.mcp.modern;

import dev.rota.identity.Caller;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.seal.SealKeys;
import dev.rota.seal.Seals;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code requestState}: what a tool wants back with the client's answer. Signed, and bound to principal, path, method,
 * name, arguments and ten minutes, so that any node can take it and nobody can use it elsewhere (MCP patterns, "Multi
 * Round-Trip Requests").
 */
final class RequestStates {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Seals seals;
    private final Clock clock;

    RequestStates(SealKeys keys, Clock clock) {
        this.seals = new Seals(keys);
        this.clock = clock;
    }

    String seal(JsonObject state, Caller caller, Invocation invocation) {
        var expires = clock.instant().plus(LIFETIME).getEpochSecond();
        var content = new JsonObject().put("e", expires).put("s", state);
        return seals.seal(binding(caller, invocation), content.encode());
    }

    /** @throws ProtocolException if it was not made here, for this very request, and lately */
    JsonObject open(String sealed, Caller caller, Invocation invocation) {
        var content = seals.open(binding(caller, invocation), sealed)
                .map(JsonObject::new)
                .orElseThrow(() -> ProtocolException.invalidParams("'requestState' was not made for this request"));
        if (content.getLong("e") <= clock.instant().getEpochSecond()) {
            throw ProtocolException.invalidParams("'requestState' has expired; send the request without it");
        }
        return content.getJsonObject("s");
    }

    private static String binding(Caller caller, Invocation invocation) {
        var principal = caller.principal();
        var params = invocation.params();
        var bound = new JsonArray()
                .add("requestState")
                .add(principal.kind().wire())
                .add(principal.id())
                .add(invocation.request().path().path())
                .add(invocation.method())
                .add(params.getValue("name"))
                .add(params.getValue("uri"))
                .add(sorted(params.getValue("arguments")));
        return HexFormat.of().formatHex(sha256(bound.encode()));
    }

    /** The retry repeats the arguments, though not surely in their order. */
    private static @Nullable Object sorted(@Nullable Object json) {
        if (json instanceof JsonArray array) {
            var items = new JsonArray();
            array.forEach(item -> items.add(sorted(item)));
            return items;
        }
        if (json instanceof JsonObject object) {
            var members = new JsonObject();
            new TreeMap<>(object.getMap()).keySet().forEach(name -> members.put(name, sorted(object.getValue(name))));
            return members;
        }
        return json;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
