package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.requirement.RequirementDetails;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One requirement as callers read it, with the tasks that are for it. */
public final class RequirementDocuments {
    private static final int MOST_TASKS = 50;
    private static final int BYTES_PER_TOKEN = 4;
    /** Keys, times and the like, and what encoding adds to a text. */
    private static final int FRAME_BYTES = 1_024;

    private final RequirementTotals requirements = new RequirementTotals();
    private final TaskList tasks;

    public RequirementDocuments(TaskList tasks) {
        this.tasks = tasks;
    }

    /** A requirement, and the tasks for it as compact rows, newest change first; none for who may not read tasks. */
    public record Document(RequirementDetails details, JsonArray tasks) {
        public long id() {
            return details.requirement().id();
        }

        public String key() {
            return details.requirement().key();
        }

        /** Slug. */
        public String organization() {
            return details.requirement().organization();
        }
    }

    /**
     * A requirement, with tasks only for who may read them by scope, and by their role in its organization. Fails as {@link
     * RequirementTotals#find}. All statements are enqueued before this returns.
     */
    public Future<Document> read(ReadTx tx, Caller caller, String reference) {
        var found = requirements.find(tx, caller, reference);
        var rows = caller.scopes().contains(Scope.TASKS_READ)
                ? tasks.page(tx, caller, of(reference))
                        .map(page -> page.toJsonObject().getJsonArray("tasks"))
                : Future.succeededFuture(new JsonArray());
        return found.compose(details ->
                rows.map(linked -> new Document(details, maySee(caller, details) ? linked : new JsonArray())));
    }

    private static boolean maySee(Caller caller, RequirementDetails details) {
        return caller.organizations().stream()
                .anyMatch(m -> m.isNamed(details.requirement().organization()) && m.permits(Permission.TASK_READ));
    }

    private static TaskFilter of(String requirement) {
        return new TaskFilter(
                null, List.of(), false, null, null, List.of(), null, requirement, null, Set.of(), MOST_TASKS, null);
    }

    /** As JSON within the caller's response cap; {@code truncated} names what is not all there. */
    public static JsonBytes json(Caller caller, Document document) {
        var left = caller.maxResponseTokens() * BYTES_PER_TOKEN - FRAME_BYTES;
        var cut = new ArrayList<String>();
        var requirement = document.details.requirement();
        var json = new JsonWriter(4_096);
        json.beginObject().name("key").value(requirement.key()).name("id").value(requirement.id());
        if (caller.spansOrganizations()) {
            json.name("organization").value(requirement.organization());
        }
        json.name("project").value(requirement.project().key());
        json.name("title").value(requirement.title()).name("status").value(requirement.status());
        left -= metadata(json, requirement.metadata(), left / 4, cut);
        var tasks = fitting(document.tasks, left / 2);
        if (tasks.size() < document.details.tasks() && !document.tasks.isEmpty()) {
            cut.add("tasks");
        }
        var body = CutText.to(requirement.body(), left - size(tasks.encode()));
        if (!body.isEmpty()) {
            json.name("body").value(body);
        }
        if (body.length() < requirement.body().length()) {
            cut.add("body");
        }
        json.name("version").value(requirement.version());
        json.name("task_count").value(document.details.tasks());
        if (!tasks.isEmpty()) {
            json.name("tasks").encoded(tasks.encode());
        }
        json.name("created_at").value(requirement.createdAt().toInstant().toString());
        json.name("updated_at").value(requirement.updatedAt().toInstant().toString());
        if (!cut.isEmpty()) {
            json.name("truncated").encoded(new JsonArray(cut).encode());
        }
        return json.endObject().toJson();
    }

    /** How many bytes it took. */
    private static int metadata(JsonWriter json, JsonObject metadata, int most, List<String> cut) {
        var text = metadata.encode();
        if (metadata.isEmpty()) {
            return 0;
        }
        if (size(text) > most) {
            cut.add("metadata");
            return 0;
        }
        json.name("metadata").encoded(text);
        return size(text);
    }

    private static JsonArray fitting(JsonArray rows, int most) {
        var kept = new JsonArray();
        var bytes = 0;
        for (var row : rows) {
            bytes += size(((JsonObject) row).encode()) + 1;
            if (bytes > most) {
                break;
            }
            kept.add(row);
        }
        return kept;
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
