package dev.rota.transfer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of lines between the first and the last, in their order: what a line refers to stands before it. */
public enum RowType {
    ORGANIZATION("organization", 1),
    ROLE("roles", 200),
    MEMBER("members", 200),
    AGENT("agents", 200),
    PROJECT("projects", 200),
    GATE("gates", 200),
    REQUIREMENT("requirements", 20),
    TASK("tasks", 20),
    SUBTASK("subtasks", 500),
    TASK_LINK("task_links", 500),
    COMMENT("comments", 50),
    ASSIGNMENT("assignments", 50),
    ATTEMPT("attempts", 50),
    TASK_EVENT("task_events", 20),
    ARTIFACT("artifacts", 50),
    ARTIFACT_CONTENT("artifact_contents", 4),
    COMMIT_ENTRY("commit_entries", 50),
    QUESTION("questions", 50),
    EXECUTION_RESULT("execution_results", 10),
    CHECK_RESULT("check_results", 20),
    CHECK_REQUEST("check_requests", 200);

    private final String plural;
    private final int page;

    RowType(String plural, int page) {
        this.plural = plural;
        this.page = page;
    }

    /** As {@code type} has it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As counts have it. */
    public String plural() {
        return plural;
    }

    /** How many rows are in memory at a time when they are read: few where one may have half a mebibyte. */
    int page() {
        return page;
    }

    public static Optional<RowType> parse(String wire) {
        return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
    }
}
