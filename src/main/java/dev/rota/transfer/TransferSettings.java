package dev.rota.transfer;

import dev.rota.settings.SettingsReader;

/** @param importBytes what one request may bring in; an export that is larger cannot be imported */
public record TransferSettings(long importBytes) {
    private static final long MIB = 1024L * 1024;
    public static final TransferSettings DEFAULT = new TransferSettings(1024 * MIB);

    public static TransferSettings read(SettingsReader from) {
        return new TransferSettings(from.bytes("rota.limit.import-bytes", DEFAULT.importBytes, MIB, 1024 * 1024 * MIB));
    }
}
