package dev.rota.app.demo;

import dev.rota.database.OrganizationTx;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.quality.Gates;
import dev.rota.requirement.Requirements;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the projects, requirements and tasks of one organization. */
final class DemoTasks {
    private final Projects projects = new Projects();
    private final Requirements requirements = new Requirements();
    private final TaskCreation creation = new TaskCreation(projects, new Gates(projects));

    /**
     * All of the organization's tasks, by the local names that its file gives them, in its order. A task must stand
     * after those it refers to.
     */
    Future<Map<String, TaskCreation.Created>> create(OrganizationTx tx, DemoPlace place) {
        var json = place.content().json();
        var keys = new HashMap<String, Project>();
        var made = new LinkedHashMap<String, TaskCreation.Created>();
        return each(DemoContent.objects(json, "projects"), project -> projects.create(
                                tx,
                                project.getString("key"),
                                project.getString("name"),
                                project.getBoolean("review_required", false))
                        .onSuccess(created -> keys.put(created.key(), created)))
                .compose(projectsMade -> each(
                        DemoContent.objects(json, "requirements"),
                        one -> requirements.create(
                                tx, project(keys, one), one.getString("title"), one.getString("body", ""))))
                .compose(requirementsMade -> each(DemoContent.objects(json, "tasks"), task -> creation.create(
                                tx,
                                place.caller(task.getString("by", "owner")),
                                project(keys, task),
                                newTask(task, place, made))
                        .onSuccess(created -> made.put(task.getString("ref"), created))))
                .map(done -> made);
    }

    /** One after the other, because the numbers of keys follow the order. */
    static Future<Void> each(List<JsonObject> items, Function<JsonObject, Future<?>> work) {
        Future<?> chain = Future.succeededFuture();
        for (var item : items) {
            chain = chain.compose(before -> work.apply(item));
        }
        return chain.mapEmpty();
    }

    private static Project project(Map<String, Project> keys, JsonObject of) {
        return Objects.requireNonNull(keys.get(of.getString("project", "DEV")));
    }

    private static NewTask newTask(JsonObject task, DemoPlace place, Map<String, TaskCreation.Created> made) {
        var parent = task.getString("parent");
        var days = task.getInteger("due_in_days");
        return new NewTask(
                "",
                task.getString("title"),
                Description.ofText(task.getString("description")),
                TaskStatus.of(task.getString("status", "todo")),
                task.getInteger("priority", 0),
                task.getString("kind"),
                assignee(task.getString("assignee"), place),
                parent == null ? null : key(made, parent),
                DemoContent.texts(task, "depends_on").stream()
                        .map(ref -> key(made, ref))
                        .toList(),
                DemoContent.texts(task, "labels"),
                DemoContent.texts(task, "acceptance"),
                days == null ? null : OffsetDateTime.now(ZoneOffset.UTC).plusDays(days),
                task.getString("requirement"),
                task.getJsonObject("metadata", new JsonObject()));
    }

    private static @Nullable String assignee(@Nullable String who, DemoPlace place) {
        if (who == null) {
            return null;
        }
        return who.equals("agent")
                ? place.content().agentName()
                : place.content().email(who);
    }

    private static String key(Map<String, TaskCreation.Created> made, String ref) {
        return Objects.requireNonNull(made.get(ref), ref).key();
    }
}
