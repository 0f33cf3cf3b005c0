package dev.rota.settings;

/** How much a missing or weak setting is forgiven. */
public enum Mode {
    /** Missing secrets are made, plain HTTP is fine. */
    DEVELOPMENT,
    /** Whatever is missing or weak stops the start. */
    PRODUCTION
}
