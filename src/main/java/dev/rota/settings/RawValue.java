package dev.rota.settings;

/**
 * A value as it stands in a source.
 *
 * @param place for people, such as {@code environment ROTA_PORT}
 */
record RawValue(String value, String place) {}
