package dev.rota.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client of PostgreSQL says, message by message (protocol 3.0, "Message Formats"), however it is cut into packets. */
final class FrontendMessages {
    private static final int VERSION_3 = 196_608;

    private byte[] rest = {};
    private boolean started;

    /** Whether a simple query {@code COMMIT} ends among {@code bytes}, which follow what was given before. */
    boolean haveCommit(byte[] bytes) {
        var all = ByteBuffer.allocate(rest.length + bytes.length)
                .put(rest)
                .put(bytes)
                .flip();
        var found = false;
        while (isWhole(all)) {
            var type = started ? all.get() : 0;
            var body = new byte[all.getInt() - Integer.BYTES];
            all.get(body);
            if (started) {
                found |= type == 'Q' && new String(body, StandardCharsets.UTF_8).equals("COMMIT\0");
            } else { // before the start a request for TLS may come, which has no type either
                started = ByteBuffer.wrap(body).getInt() == VERSION_3;
            }
        }
        rest = new byte[all.remaining()];
        all.get(rest);
        return found;
    }

    private boolean isWhole(ByteBuffer all) {
        var typeBytes = started ? 1 : 0;
        return all.remaining() >= typeBytes + Integer.BYTES
                && all.remaining() >= typeBytes + all.getInt(all.position() + typeBytes);
    }
}
