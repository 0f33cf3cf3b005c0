package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import dev.rota.json.JsonReader;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever is posted gets exactly one outcome, never a 5xx, and a request's own id comes back. */
class AnyBytesTest {
    private static final List<String> METHODS = List.of(
            "tools/call",
            "tools/list",
            "resources/read",
            "prompts/get",
            "completion/complete",
            "server/discover",
            "initialize",
            "ping",
            "notifications/cancelled",
            "no/method");
    private static final List<Integer> STATUSES = List.of(200, 202, 400, 403, 404, 413);

    private static GoldenServer server;

    @BeforeAll
    static void start() {
        server = GoldenServer.start(Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> one_outcome_with_the_own_id() {
        return Seeds.forAll("dispatch", 300, random -> check(body(random), version(random)));
    }

    private static void check(byte[] body, @Nullable String version) {
        var request = Messages.post(server, "writer", "").POST(BodyPublishers.ofByteArray(body));
        if (version != null) {
            request.setHeader("MCP-Protocol-Version", version);
        }
        var response = Messages.send(request.build());
        assertThat(response.statusCode()).as(response.body()).isIn(STATUSES);
        var id = idOf(body);
        if (id != null) {
            assertThat(new JsonObject(response.body()).getValue("id")).isEqualTo(id);
        }
        if (response.statusCode() != 202) {
            assertThat(response.body()).startsWith(response.body().startsWith("[") ? "[" : "{\"jsonrpc\":\"2.0\"");
        }
    }

    /** The id a request carries, if the body is one. */
    private static @Nullable Object idOf(byte[] body) {
        try {
            var json = JsonReader.read(Buffer.buffer(body));
            return JsonRpcCodec.decode(json) instanceof JsonRpcRequest && json instanceof JsonObject object
                    ? object.getValue("id")
                    : null;
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private static byte[] body(Random random) {
        if (random.nextInt(5) == 0) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        var bytes = message(random).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static Object message(Random random) {
        if (random.nextInt(8) == 0) {
            var batch = new JsonArray();
            random.ints(random.nextInt(4), 0, 1).forEach(i -> batch.add(message(random)));
            return batch;
        }
        var message = new JsonObject().put("jsonrpc", random.nextInt(10) == 0 ? 2 : "2.0");
        if (random.nextInt(8) != 0) {
            message.put("id", value(random, 0));
        }
        message.put("method", random.nextInt(10) == 0 ? value(random, 0) : METHODS.get(random.nextInt(METHODS.size())));
        if (random.nextInt(5) != 0) {
            message.put("params", params(random));
        }
        return message;
    }

    private static Object params(Random random) {
        if (random.nextInt(8) == 0) {
            return String.valueOf(value(random, 2));
        }
        var params = new JsonObject();
        for (var name : List.of("name", "uri", "arguments", "cursor", "ref", "argument", "inputResponses", "_meta")) {
            if (random.nextInt(3) == 0) {
                params.put(name, value(random, 2));
            }
        }
        if (random.nextBoolean()) {
            params.put(
                    "name",
                    List.of("whoami", "list_items", "change_item", "ask", "progress")
                            .get(random.nextInt(5)));
        }
        if (random.nextInt(4) == 0) {
            params.put("_meta", new JsonObject().put("io.modelcontextprotocol/protocolVersion", "2026-07-28"));
        }
        return params;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextInt(100);
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> "text";
            case 6 -> new String(Character.toChars(random.nextInt(0xD800)));
            case 7 -> new JsonArray().add(value(random, depth - 1));
            default -> new JsonObject().put("task", value(random, depth - 1)).put("name", value(random, depth - 1));
        };
    }

    private static @Nullable String version(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "2026-07-28";
            case 1 -> "2025-06-18";
            case 2 -> "nonsense";
            default -> null;
        };
    }
}
