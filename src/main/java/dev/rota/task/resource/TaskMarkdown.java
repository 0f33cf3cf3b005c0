package dev.rota.task.resource;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A task as a person or a model reads it, from its {@code get_task} document. */
public final class TaskMarkdown {
    private final JsonObject task;
    private final StringBuilder text = new StringBuilder();

    public TaskMarkdown(JsonObject task) {
        this.task = task;
        text.append("# ")
                .append(task.getString("key"))
                .append(": ")
                .append(task.getString("title"))
                .append("\n\n");
        facts();
        section("Description", task.getString("description"));
        list("Acceptance criteria", "acceptance", "- [ ] ");
        subtasks();
        questions();
        metadata();
    }

    private void facts() {
        fact("Status", task.getString("status"));
        fact("Priority", String.valueOf(task.getInteger("priority")));
        fact("Version", String.valueOf(task.getInteger("version")));
        fact("Project", task.getString("project"));
        fact("Kind", task.getString("kind"));
        fact("Assignee", task.getString("assignee"));
        fact("Labels", joined("labels"));
        fact("Parent", task.getString("parent"));
        fact("Blocked by", joined("blocked_by"));
        fact("Blocks", joined("blocks"));
        fact("Requirement", task.getString("requirement"));
        var complexity = task.getJsonObject("complexity");
        fact("Complexity", complexity.getString("class") + ", validated by " + complexity.getString("route"));
        fact("Due", task.getString("due_at"));
        fact("Completed", task.getString("completed_at"));
        claim();
    }

    private void claim() {
        var claim = task.getJsonObject("claim");
        if (claim != null) {
            fact(
                    "Claimed",
                    (Boolean.TRUE.equals(claim.getBoolean("held_by_me")) ? "by you" : "by another") + " until "
                            + claim.getString("expires_at"));
        }
    }

    private void subtasks() {
        var subtasks = task.getJsonArray("subtasks", new JsonArray());
        if (!subtasks.isEmpty()) {
            heading("Subtasks");
            for (var item : subtasks) {
                var subtask = (JsonObject) item;
                text.append("- ")
                        .append(subtask.getString("key"))
                        .append(" (")
                        .append(subtask.getString("status"))
                        .append("): ")
                        .append(subtask.getString("title"))
                        .append('\n');
            }
        }
    }

    private void questions() {
        var questions = task.getJsonArray("questions", new JsonArray());
        if (!questions.isEmpty()) {
            heading("Questions");
            for (var item : questions) {
                var question = (JsonObject) item;
                text.append("- ").append(question.getString("question")).append('\n');
                text.append("  Answer: ")
                        .append(question.getString("answer", "none yet"))
                        .append('\n');
            }
        }
    }

    private void metadata() {
        var metadata = task.getJsonObject("metadata");
        if (metadata != null) {
            section("Metadata", "```json\n" + metadata.encodePrettily() + "\n```");
        }
    }

    private void list(String heading, String name, String bullet) {
        var items = task.getJsonArray(name, new JsonArray());
        if (!items.isEmpty()) {
            heading(heading);
            items.forEach(item -> text.append(bullet).append(item).append('\n'));
        }
    }

    private void section(String heading, @Nullable String body) {
        if (body != null) {
            heading(heading);
            text.append(body).append('\n');
        }
    }

    private void heading(String heading) {
        text.append("\n## ").append(heading).append("\n\n");
    }

    private void fact(String name, @Nullable String value) {
        if (value != null) {
            text.append("- ").append(name).append(": ").append(value).append('\n');
        }
    }

    private @Nullable String joined(String name) {
        var items = task.getJsonArray(name);
        return items == null
                ? null
                : String.join(", ", items.stream().map(String::valueOf).toList());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
