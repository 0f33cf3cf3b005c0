package dev.rota.transfer.rest;

import dev.rota.attempt.Artifact;
import dev.rota.attempt.ArtifactType;
import dev.rota.attempt.CommitEntry;
import dev.rota.attempt.Outcome;
import dev.rota.attempt.Questions;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.VisibleText;
import dev.rota.json.JsonReader;
import dev.rota.organization.PolicyPatch;
import dev.rota.requirement.RequirementAdministration;
import dev.rota.requirement.Requirements;
import dev.rota.rest.Shape;
import dev.rota.task.Comments;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskStatus;
import dev.rota.transfer.RowType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What those ask who make such things one by one, asked of lines too: an import brings in nothing that could not be made. */
final class LineRules {
    private static final Shape NESTED = Shape.nested(20, 5_000);
    private static final int METADATA_CHARS = 64 * 1024;

    private LineRules() {}

    /**
     * Cleans the texts of a line as their makers do. Fails with what those refuse.
     *
     * @param pointer of the line
     * @param line has the shape of its type
     */
    static void apply(RowType type, String pointer, JsonObject line) {
        try {
            named(line, "who");
            rules(type, line);
        } catch (FailureException e) {
            throw below(pointer, e.failure());
        }
    }

    private static void rules(RowType type, JsonObject line) {
        switch (type) {
            case ORGANIZATION -> organization(line);
            case AGENT, PROJECT -> visible(line, "name");
            case REQUIREMENT -> requirement(line);
            case TASK -> task(line);
            case COMMENT -> Comments.requireFitting(line.getString("body"));
            case ATTEMPT -> outcome(line);
            case TASK_EVENT -> bounded(line, "changes");
            case ARTIFACT -> artifact(line);
            case COMMIT_ENTRY -> commit(line);
            case QUESTION -> question(line);
            default -> {} // its shape says all
        }
    }

    private static void organization(JsonObject line) {
        if (line.getJsonObject("policy") != null) {
            line.put("policy", PolicyPatch.merged(new JsonObject(), line.getJsonObject("policy")));
        }
    }

    private static void requirement(JsonObject line) {
        line.put("title", Requirements.title(VisibleText.of(line.getString("title"))));
        Requirements.body(line.getString("body"));
        RequirementAdministration.metadata(line.getJsonObject("metadata"));
    }

    private static void task(JsonObject line) {
        named(line, "assignee");
        var task = new NewTask(
                "",
                line.getString("title"),
                new Description(line.getString("description"), line.getString("description_json")),
                TaskStatus.of(line.getString("status")),
                line.getInteger("priority"),
                line.getString("kind"),
                null,
                null,
                List.of(),
                texts(line, "labels"),
                texts(line, "acceptance"),
                null,
                null,
                line.getJsonObject("metadata"));
        line.put("title", task.title())
                .put("labels", new JsonArray(task.labels()))
                .put("acceptance", new JsonArray(task.acceptance()))
                .put("description", task.description().text());
        bounded(line, "metadata");
        document(line.getString("description_json"));
    }

    /** What is read back is built up in memory again, each time. */
    private static void document(@Nullable String json) {
        if (json == null) {
            return;
        }
        try {
            NESTED.require("", JsonReader.read(Buffer.buffer(json)));
        } catch (FailureException e) {
            throw new Failure.InvalidInput("description_json", e.failure().message()).asException();
        }
    }

    private static void bounded(JsonObject line, String member) {
        var metadata = line.getJsonObject(member);
        if (metadata == null) {
            return;
        }
        if (metadata.encode().length() > METADATA_CHARS && member.equals("metadata")) {
            throw new Failure.InvalidInput(member, "may have at most " + METADATA_CHARS + " characters").asException();
        }
        NESTED.require(member, metadata);
    }

    private static void outcome(JsonObject line) {
        if (line.getValue("cost_usd") != null && !(line.getValue("cost_usd") instanceof Number)) {
            throw new Failure.InvalidInput("cost_usd", "must be a number").asException();
        }
        var checked = new Outcome(
                line.getString("notes"),
                line.getString("failure_class"),
                line.getString("model"),
                line.getLong("tokens_input"),
                line.getLong("tokens_output"),
                line.getLong("tokens_total"),
                line.getDouble("cost_usd"),
                line.getLong("wall_clock_ms"));
        line.put("notes", checked.notes());
    }

    private static void artifact(JsonObject line) {
        var metadata = line.getJsonObject("metadata");
        NESTED.require("metadata", metadata);
        var artifact = new Artifact(ArtifactType.of(line.getString("kind")), line.getString("name"), null, metadata);
        line.put("name", artifact.name());
    }

    private static void commit(JsonObject line) {
        var commit = new CommitEntry(
                line.getString("message"), line.getString("hash"), line.getString("reason"), line.getString("url"));
        line.put("message", commit.message());
    }

    private static void question(JsonObject line) {
        Questions.requireFitting(line.getString("question"), texts(line, "options"));
        if (line.getString("answer") != null) {
            Questions.requireFitting(line.getString("answer"));
        }
    }

    private static List<String> texts(JsonObject line, String member) {
        return line.getJsonArray(member).stream().map(String.class::cast).toList();
    }

    private static void named(JsonObject line, String member) {
        if (line.getJsonObject(member) != null) {
            visible(line.getJsonObject(member), "name");
        }
    }

    private static void visible(JsonObject json, String member) {
        var clean = VisibleText.of(json.getString(member));
        if (clean.isEmpty()) {
            throw new Failure.InvalidInput(member, "must have a character that is seen").asException();
        }
        json.put(member, clean);
    }

    /** The same at its place in the file: a line that is too long is one more that does not fit. */
    private static FailureException below(String pointer, Failure failure) {
        if (failure instanceof Failure.InvalidInput input) {
            var field = input.field().startsWith("/") ? input.field() : "/" + input.field();
            return new Failure.InvalidInput(input.code(), pointer + field, input.message(), input.accepted())
                    .asException();
        }
        return failure instanceof Failure.TooLarge large
                ? new Failure.InvalidInput(pointer + "/" + large.field(), large.message()).asException()
                : failure.asException();
    }
}
