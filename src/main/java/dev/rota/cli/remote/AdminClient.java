package dev.rota.cli.remote;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.settings.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Calls the admin API. Everything fails with {@link RemoteException}, in the words of the server's problem document. */
public final class AdminClient {
    private static final String API = "/api/v1";
    private static final int MOST_PAGES = 100;

    private final Server server;
    private final Secret token;

    public AdminClient(Server server, Secret token) {
        this.server = server;
        this.token = token;
    }

    /** @param path below {@code /api/v1} */
    public JsonObject get(String path) {
        return send(path, server.request(API + path).GET());
    }

    public JsonObject post(String path, JsonObject body) {
        return send(
                path,
                server.request(API + path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.encode())));
    }

    /** Empty, as deletions are answered. */
    @CanIgnoreReturnValue
    public JsonObject delete(String path) {
        return send(path, server.request(API + path).DELETE());
    }

    /** All items of a list, page by page. */
    public List<JsonObject> list(String path) {
        var items = new ArrayList<JsonObject>();
        var cursor = "";
        for (var page = 0; page < MOST_PAGES; page++) {
            var found = get(path + "?limit=100" + cursor);
            found.getJsonArray("items", new JsonArray()).forEach(item -> items.add((JsonObject) item));
            if (!found.containsKey("next_cursor")) {
                break;
            }
            cursor = "&cursor=" + encoded(found.getString("next_cursor"));
        }
        return items;
    }

    /** A text as one segment of a path, or the value of a parameter. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonObject send(String path, HttpRequest.Builder request) {
        var answer = server.send(
                request.header("Authorization", "Bearer " + token.reveal()).header("Accept", "application/json"));
        var json = json(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw Refusal.ofProblem(server.url() + API + path, answer.statusCode(), json);
        }
        return json;
    }

    static JsonObject json(String body) {
        try {
            return body.isEmpty() ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }
}
