package dev.rota.attempt;

import dev.rota.failure.Failure;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A code commit as it is recorded on a task.
 *
 * @param hash at most 100 characters
 * @param reason why the change was made
 * @param url an http or https URL of at most 2,048 characters: it becomes a link
 */
public record CommitEntry(String message, @Nullable String hash, @Nullable String reason, @Nullable String url) {
    public CommitEntry {
        Bounds.requiredText("message", message, Bounds.NOTE_BYTES);
        Bounds.text("hash", hash, 100);
        Bounds.text("reason", reason, Bounds.NOTE_BYTES);
        Bounds.text("url", url, 2_048);
        if (url != null && !isLink(url)) {
            throw new Failure.InvalidInput("url", "'url' must be an http or https URL", List.of("https://…"))
                    .asException();
        }
    }

    private static boolean isLink(String text) {
        try {
            var scheme = URI.create(text).getScheme();
            return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
