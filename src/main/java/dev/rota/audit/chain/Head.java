package dev.rota.audit.chain;

import io.vertx.sqlclient.Row;

/**
 * How far an organization's chain has come.
 *
 * @param seq of its last link; 0 before the first
 */
record Head(long seq, Hash chainHash) {
    static final Head ORIGIN = new Head(0, Hash.ZERO);

    /** Of {@code seq} and {@code chain_hash}. */
    static Head of(Row row) {
        return new Head(row.getLong("seq"), Hash.of(row.getBuffer("chain_hash")));
    }
}
