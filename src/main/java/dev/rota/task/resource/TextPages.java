package dev.rota.task.resource;

import dev.rota.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A long text in pages whose concatenation is the text. A position names the text, so that no page mixes two versions. */
public final class TextPages {
    /** A page and where the next one starts; that is the text's length on the last page. */
    public record Page(String text, int next) {}

    private TextPages() {}

    /** The page from {@code start} on: as much as fits into {@code mostBytes} of UTF-8, cut after a line where there is one. */
    public static Page from(String text, int start, int mostBytes) {
        var end = start;
        var bytes = 0;
        while (end < text.length()) {
            var c = text.codePointAt(end);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > mostBytes && end > start) {
                return cut(text, start, end);
            }
            end += Character.charCount(c);
        }
        return new Page(text.substring(start), end);
    }

    private static Page cut(String text, int start, int end) {
        var line = text.lastIndexOf('\n', end - 1) + 1;
        var at = line > start + (end - start) / 2
                ? line
                : end; // a line longer than half a page is not worth waiting for
        return new Page(text.substring(start, at), at);
    }

    /** The position {@code offset} of {@code text}, for a cursor. */
    public static String position(int offset, String text) {
        return offset + " " + fingerprint(text);
    }

    /** The offset that {@code position} means; fails with {@code validation_failed} once the text is another. */
    public static int position(String position, String text) {
        var space = position.indexOf(' ');
        if (!position.substring(space + 1).equals(fingerprint(text))) {
            throw new Failure.InvalidInput("cursor", "The task has changed since its first page; start over")
                    .asException();
        }
        return Integer.parseInt(position.substring(0, space));
    }

    private static String fingerprint(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
