package dev.rota.connector.tool;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.task.CutText;
import dev.rota.task.RequirementDocuments;
import dev.rota.task.TaskDocuments.TaskDocument;
import dev.rota.task.resource.TaskMarkdown;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code {id, title, text, url, metadata}} within the caller's response cap; all of metadata are texts. */
public final class FetchedDocument {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int FRAME_BYTES = 64;

    private final URI publicUrl;

    public FetchedDocument(URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    JsonBytes of(Caller caller, DocumentId id, TaskDocument task) {
        var json = task.json().toJsonObject();
        var metadata = new JsonObject().put("type", "task");
        for (var name : new String[] {"project", "status", "assignee", "requirement", "created_at", "updated_at"}) {
            put(metadata, name, json.getString(name));
        }
        var all = "task://" + task.key() + "/spec" + query(id);
        return document(caller, id, "task", task.organization(), task.key(), json.getString("title"), metadata)
                .withText(new TaskMarkdown(json).toString(), all);
    }

    JsonBytes of(Caller caller, DocumentId id, RequirementDocuments.Document found) {
        var requirement = found.details().requirement();
        var metadata = new JsonObject()
                .put("type", "requirement")
                .put("project", requirement.project().key())
                .put("status", requirement.status())
                .put("tasks", Long.toString(found.details().tasks()))
                .put("created_at", requirement.createdAt().toInstant().toString())
                .put("updated_at", requirement.updatedAt().toInstant().toString());
        var text = "# " + found.key() + ": " + requirement.title() + "\n\n" + requirement.body();
        return document(caller, id, "requirement", found.organization(), found.key(), requirement.title(), metadata)
                .withText(text, "requirement://" + found.key() + query(id));
    }

    private Unfinished document(
            Caller caller, DocumentId id, String kind, String slug, String key, String title, JsonObject metadata) {
        var organization = id.organization() == null ? null : slug;
        var json = new JsonObject()
                .put("id", new DocumentId(organization, key).text())
                .put("title", title)
                .put("text", "")
                .put("url", DocumentId.url(publicUrl, slug, kind, key))
                .put("metadata", metadata);
        return new Unfinished(json, caller.maxResponseTokens() * BYTES_PER_TOKEN - FRAME_BYTES);
    }

    /** The same organization that the id names. */
    private static String query(DocumentId id) {
        return id.organization() == null ? "" : "?organization=" + id.organization();
    }

    private static void put(JsonObject metadata, String name, @Nullable String value) {
        if (value != null) {
            metadata.put(name, value);
        }
    }

    private record Unfinished(JsonObject json, int most) {
        /** @param all the resource that has all of a text that is cut here */
        JsonBytes withText(String text, String all) {
            var left = most - size() - all.length();
            var cut = CutText.to(text, left);
            if (cut.length() < text.length()) {
                json.getJsonObject("metadata").put("truncated", all);
            }
            return JsonBytes.of(json.put("text", cut));
        }

        private int size() {
            return json.encode().getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
