package dev.rota.attempt;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Content as it arrived.
 *
 * @param mediaType what it is served as
 * @param parts of at most about a mebibyte each, in order, so that no event loop is busy with all of it at once
 * @param size of all parts together, in bytes
 * @param sha256 of all parts together
 */
public record Upload(String mediaType, List<Buffer> parts, long size, Buffer sha256) {
    public Upload {
        parts = List.copyOf(parts);
    }

    /** In lower case. */
    public String sha256Hex() {
        return HexFormat.of().formatHex(sha256.getBytes());
    }
}
