package dev.rota.app.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** One organization of the demo as its file describes it. */
record DemoContent(String slug, JsonObject json) {
    /** Blocks on the class path. */
    static DemoContent read(String slug) {
        try (var in = Objects.requireNonNull(DemoContent.class.getResourceAsStream(slug + ".json"), slug)) {
            return new DemoContent(slug, new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return json.getString("name");
    }

    /** The name for people of {@code owner} or {@code member}. */
    String personName(String who) {
        return json.getJsonObject("people").getString(who);
    }

    String email(String who) {
        return who + "@" + slug + ".example";
    }

    String agentName() {
        return slug + "-agent";
    }

    /** Addresses of other organizations' people who belong to this one too. */
    List<String> guests() {
        return texts(json, "guests");
    }

    List<String> projectKeys() {
        return objects(json, "projects").stream()
                .map(project -> project.getString("key"))
                .toList();
    }

    static List<JsonObject> objects(JsonObject from, String name) {
        return from.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    static List<String> texts(JsonObject from, String name) {
        return from.getJsonArray(name, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }
}
