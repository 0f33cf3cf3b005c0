package dev.rota.isolation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an argument can name, and names of that form that nothing has. */
enum Kind {
    TASK("ZZZZ-1", "900000001", "00000000-0000-4000-8000-000000000000"),
    PROJECT("ZZZZ", "900000001"),
    REQUIREMENT("ZZZZ-R1", "900000001"),
    ATTEMPT("900000001"),
    GATE("gate-x900000001"),
    ARTIFACT("900000001"),
    ORGANIZATION("nobody-here", "900000001"),
    PERSON("nobody@nowhere.example", "Nobody of nowhere");

    /** Arguments and template variables that name something. */
    static final Map<String, Kind> ARGUMENTS = Map.ofEntries(
            Map.entry("task", TASK),
            Map.entry("task_id", TASK),
            Map.entry("taskId", TASK),
            Map.entry("parent", TASK),
            Map.entry("parent_task_id", TASK),
            Map.entry("scope", PROJECT),
            Map.entry("gate", GATE),
            Map.entry("contract", GATE),
            Map.entry("depends_on", TASK),
            Map.entry("tasks", TASK),
            Map.entry("dependsOn", TASK),
            Map.entry("dependencies", TASK),
            Map.entry("taskIds", TASK),
            Map.entry("from", TASK),
            Map.entry("to", TASK),
            Map.entry("add", TASK),
            Map.entry("remove", TASK),
            Map.entry("id", TASK),
            Map.entry("project", PROJECT),
            Map.entry("projectId", PROJECT),
            Map.entry("requirement", REQUIREMENT),
            Map.entry("requirementId", REQUIREMENT),
            Map.entry("attempt_id", ATTEMPT),
            Map.entry("organization", ORGANIZATION),
            Map.entry("organizationId", ORGANIZATION),
            Map.entry("assignee", PERSON),
            Map.entry("assignee_id", PERSON));

    /** Variables of resource templates; what a variable is called says more there than among arguments. */
    static final Map<String, Kind> VARIABLES = variables();

    private final String absent;

    Kind(String... absent) {
        this.absent = String.join("|", absent);
    }

    private static Map<String, Kind> variables() {
        var all = new HashMap<>(ARGUMENTS);
        all.put("key", REQUIREMENT);
        all.put("id", ARTIFACT);
        return Map.copyOf(all);
    }

    /** One for each form, in the order of {@link Tenant#names}. */
    List<String> absent() {
        return List.of(absent.split("[|]", -1));
    }

    /** What every principal of a tenant may name; the task is that of one visitor, so that none disturbs another. */
    String own(Tenant tenant, int visitor) {
        return switch (this) {
            case TASK -> "DEV-" + (Tenant.FIRST_VISITORS_TASK + visitor);
            case PROJECT -> "DEV";
            case REQUIREMENT -> "DEV-R1";
            case ARTIFACT ->
                tenant.artifactOf("DEV-" + (Tenant.FIRST_VISITORS_TASK + visitor))
                        .get(0);
            case ATTEMPT -> tenant.names(ATTEMPT).get(0);
            case GATE -> tenant.names(GATE).get(0);
            case ORGANIZATION -> tenant.organization().slug();
            case PERSON -> "me";
        };
    }
}
