package dev.rota.task;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a task looks like after an update, field by field. */
final class WantedFields {
    private static final int MOST_LABELS = TaskLimits.LABELS;

    private WantedFields() {}

    /** @param referred what the update's names mean */
    static TaskFields of(TaskUpdateQueries.Found found, TaskUpdate update, TaskUpdates.Referred referred) {
        var before = found.fields();
        var wanted = update.statusFrom(before.status());
        var status = wanted == null ? before.status() : wanted;
        return new TaskFields(
                update.title() == null ? before.title() : update.title(),
                update.description() == null
                        ? before.description()
                        : before.description().after(update.description()),
                status,
                update.priority() == null ? before.priority() : update.priority(),
                update.kind() == null ? before.kind() : emptyToNull(update.kind()),
                referred.assignee(),
                referred.parent(),
                referred.requirement(),
                labels(before.labels(), update),
                update.acceptance() == null ? before.acceptance() : update.acceptance(),
                update.dueAt() == null ? before.dueAt() : update.dueAt().at(),
                completedAt(found, status, update),
                merged(before.metadata(), update.metadata()));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<String> labels(List<String> before, TaskUpdate update) {
        if (update.addLabels().isEmpty() && update.removeLabels().isEmpty()) {
            return before;
        }
        var labels = new TreeSet<>(before);
        labels.addAll(update.addLabels());
        update.removeLabels().forEach(labels::remove);
        if (labels.size() > MOST_LABELS) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            "add_labels",
                            "A task has at most " + MOST_LABELS + " labels",
                            null)
                    .asException();
        }
        return new ArrayList<>(labels);
    }

    private static @Nullable OffsetDateTime completedAt(
            TaskUpdateQueries.Found found, TaskStatus status, TaskUpdate update) {
        if (!status.isTerminal()) {
            return null;
        }
        if (update.completedAt() != null && update.completedAt().at() != null) {
            return update.completedAt().at();
        }
        var before = found.fields();
        return before.status() == status && before.completedAt() != null ? before.completedAt() : found.at();
    }

    private static JsonObject merged(JsonObject before, @Nullable JsonObject update) {
        if (update == null) {
            return before;
        }
        var merged = before.copy();
        update.forEach(member -> {
            if (member.getValue() == null) {
                merged.remove(member.getKey());
            } else {
                merged.put(member.getKey(), member.getValue());
            }
        });
        return merged;
    }
}
