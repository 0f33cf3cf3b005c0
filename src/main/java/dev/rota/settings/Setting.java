package dev.rota.settings;

/**
 * One setting as it was read, ready to be shown: secrets are already hidden.
 *
 * @param key such as {@code rota.port}
 * @param value what is in effect; empty when nothing is
 * @param otherwise the default, spelled as it would be in a file; empty when there is none
 * @param bounds what is accepted, such as {@code 0 to 65535}; empty when any text is
 * @param source where the value came from, such as {@code default} or {@code environment ROTA_PORT}
 */
public record Setting(String key, String value, String otherwise, String bounds, String source) {}
