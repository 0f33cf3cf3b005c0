package dev.rota.settings;

/**
 * One thing wrong with the settings.
 *
 * @param key the setting, or the name that nobody knows
 * @param message one sentence that names the key, where it was set and what is accepted; never a secret
 */
public record SettingsProblem(String key, String message) {}
