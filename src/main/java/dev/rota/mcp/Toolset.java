package dev.rota.mcp;

/** A named group of tools that a URL selects: {@code /mcp/x/plan+insight}. Order here is the order of listing. */
public enum Toolset {
    CONTEXT(true),
    TASKS(true),
    WORK(true),
    PLAN(false),
    PROJECTS(false),
    REQUIREMENTS(false),
    INSIGHT(false),
    QUALITY(false),
    MODELS(false),
    CONNECTOR(false);

    private final boolean onByDefault;

    Toolset(boolean onByDefault) {
        this.onByDefault = onByDefault;
    }

    public boolean onByDefault() {
        return onByDefault;
    }

    /** Its name in URLs. */
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
