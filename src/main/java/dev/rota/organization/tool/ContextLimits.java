package dev.rota.organization.tool;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.UploadUrls;
import dev.rota.change.tool.WaitForChangesTool;
import dev.rota.identity.Caller;
import dev.rota.json.JsonWriter;
import dev.rota.task.TaskLimits;

/** What a caller must keep to (catalogue section 8): the three that an organization chooses first, then those that are always the same. */
final class ContextLimits {
    private ContextLimits() {}

    static void write(JsonWriter json, Caller caller) {
        json.name("limits").beginObject();
        json.name("calls_per_minute").value(caller.callsPerMinute());
        json.name("max_claims").value(caller.maxClaims());
        json.name("max_response_tokens").value(caller.maxResponseTokens());
        json.name("title_chars").value(TaskLimits.TITLE_CHARS);
        json.name("description_bytes").value(TaskLimits.DESCRIPTION_BYTES);
        json.name("comment_bytes").value(TaskLimits.COMMENT_BYTES);
        json.name("inline_artifact_bytes").value(Artifacts.INLINE_BYTES);
        json.name("uploaded_artifact_bytes").value(UploadUrls.MOST_BYTES);
        json.name("batch").value(TaskLimits.BATCH);
        json.name("labels").value(TaskLimits.LABELS);
        json.name("dependencies").value(TaskLimits.DEPENDENCIES);
        json.name("depth").value(TaskLimits.DEPTH);
        json.name("min_lease_seconds").value(AttemptSettings.SHORTEST_LEASE.toSeconds());
        json.name("max_lease_seconds").value(AttemptSettings.LONGEST_LEASE.toSeconds());
        json.name("wait_seconds").value(WaitForChangesTool.LONGEST_SECONDS);
        json.name("page").value(TaskLimits.PAGE);
        json.endObject();
    }
}
