package dev.rota.task;

/** Bounds of what is written into tasks, as they are published (catalogue section 8). */
public final class TaskLimits {
    /** Characters of a title. */
    public static final int TITLE_CHARS = 500;

    /** Bytes of UTF-8 of a description. */
    public static final int DESCRIPTION_BYTES = 256 * 1024;

    /** The same of a comment. */
    public static final int COMMENT_BYTES = 64 * 1024;

    /** Tasks of one call. */
    public static final int BATCH = 50;

    /** Labels of a task. */
    public static final int LABELS = 50;

    /** Tasks that a task depends on. */
    public static final int DEPENDENCIES = 200;

    /** Tasks above each other, the topmost included. */
    public static final int DEPTH = 8;

    /** Rows of a page. */
    public static final int PAGE = 100;

    private TaskLimits() {}
}
