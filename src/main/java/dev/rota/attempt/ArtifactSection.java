package dev.rota.attempt;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of an artifact's content, as text where it is text.
 *
 * @param organization slug
 * @param task key of the task it belongs to
 * @param mediaType as it may be given away
 * @param size of the whole, in bytes
 * @param bytes from {@code offset} on
 * @param text the same bytes; null where they are no text
 */
public record ArtifactSection(
        long id,
        String organization,
        String task,
        String mediaType,
        long size,
        long offset,
        Buffer bytes,
        @Nullable String text) {
    private static final String READ =
            """
            SELECT f.id, g.slug, t.key, f.media_type, f.size, x.is_text,
                   substring(f.content FROM $5::integer + 1 FOR CASE WHEN x.is_text THEN $6::integer ELSE $7::integer END)
                     AS bytes
              FROM artifact f
              JOIN task t ON t.org_id = f.org_id AND t.id = f.task_id
              JOIN organization g ON g.id = f.org_id
             CROSS JOIN LATERAL (
               SELECT f.media_type ~ '^(text/|application/([a-z0-9.-]+[+])?json)' AS is_text) x
             WHERE f.org_id = ANY ($1) AND f.id = $4 AND f.content IS NOT NULL AND\s"""
                    + Sight.PREDICATE;

    /**
     * At most {@code mostOfText} bytes of a text, {@code mostOfOther} of anything else. Empty where there is none in sight,
     * or its upload has not come. A text ends with a whole character.
     */
    public static Future<Optional<ArtifactSection>> read(
            ReadTx tx, Caller caller, long artifact, int offset, int mostOfText, int mostOfOther) {
        var sight = Sight.of(caller);
        return tx.first(
                READ,
                row -> of(row, offset),
                sight.projects(),
                sight.assignee(),
                artifact,
                offset,
                mostOfText,
                mostOfOther);
    }

    /** Where the next section begins; the size where this is the last. */
    public long end() {
        return offset + bytes.length();
    }

    private static ArtifactSection of(Row row, int offset) {
        var bytes = row.getBuffer("bytes");
        var size = row.getLong("size");
        var isLast = offset + bytes.length() >= size;
        var whole = row.getBoolean("is_text") && !isLast ? bytes.getBuffer(0, wholeCharacters(bytes)) : bytes;
        var text = row.getBoolean("is_text") ? text(whole) : null;
        return new ArtifactSection(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("key"),
                ServedType.of(row.getString("media_type")),
                size,
                offset,
                text == null ? bytes : whole,
                text);
    }

    /** How many bytes do not belong to a character that is cut off at the end (RFC 3629 section 3). */
    private static int wholeCharacters(Buffer bytes) {
        var start = bytes.length() - 1;
        while (start > 0 && start > bytes.length() - 4 && (bytes.getByte(start) & 0xC0) == 0x80) {
            start--;
        }
        var first = bytes.getByte(start) & 0xFF;
        var length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        return start + length > bytes.length() ? start : bytes.length();
    }

    private static @Nullable String text(Buffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) { // its maker called it text
            return null;
        }
    }
}
