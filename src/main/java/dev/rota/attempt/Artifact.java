package dev.rota.attempt;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An output of an attempt, as its maker gives it.
 *
 * @param name 1 to 255 characters; null for none
 * @param content text, or base64 of a screenshot; null to upload it
 * @param metadata at most 16 KiB
 */
public record Artifact(
        ArtifactType type, @Nullable String name, @Nullable String content, @Nullable JsonObject metadata) {
    private static final int NAME_BYTES = 255;
    private static final int METADATA_BYTES = 16 * 1024;

    public Artifact {
        if (name != null) {
            Bounds.requiredText("name", name, NAME_BYTES);
        }
        Bounds.text("metadata", metadata == null ? null : metadata.encode(), METADATA_BYTES);
    }
}
