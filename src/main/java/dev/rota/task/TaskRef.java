package dev.rota.task;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A caller's way of naming a task: key ({@code DEV-123}), id, or UUID.
 *
 * @param value what is bound in the predicate of the form: String, Long or UUID
 */
public record TaskRef(Form form, Object value) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{2,10}-[1-9][0-9]{0,17}");
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,15}");

    /** The three forms, each with the predicate on {@code task t} that finds it by an index of its own. */
    public enum Form {
        KEY("t.key = $4"),
        ID("t.id = $4"),
        UUID("t.uuid = $4");

        private final String predicate;

        Form(String predicate) {
            this.predicate = predicate;
        }

        /** Completes a statement that has {@code %s} where the task is named: constant text from constant parts. */
        public static Map<Form, String> complete(String sql) {
            var all = new EnumMap<Form, String>(Form.class);
            for (var form : values()) {
                all.put(form, sql.replace("%s", form.predicate));
            }
            return all;
        }
    }

    /**
     * Reads a reference; {@code field} is what the caller called it.
     *
     * @throws dev.rota.failure.FailureException with {@code validation_failed} for what can name no task
     */
    public static TaskRef parse(String field, String text) {
        if (KEY.matcher(text).matches()) {
            return new TaskRef(Form.KEY, text.toUpperCase(java.util.Locale.ROOT));
        }
        if (ID.matcher(text).matches()) {
            return new TaskRef(Form.ID, Long.valueOf(text));
        }
        if (text.length() == 36) {
            try {
                return new TaskRef(Form.UUID, UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                // not a UUID after all: said below
            }
        }
        throw new Failure.InvalidInput(
                        field, "'" + field + "' must name a task by key, id or uuid", List.of("DEV-123", "4711"))
                .asException();
    }

    /** Fails with {@code org_required} where a key names a task in each of several organizations. */
    static void requireOne(List<String> organizations) {
        if (organizations.size() > 1) {
            throw ambiguous(organizations);
        }
    }

    /** The failure of a key that names a task in several organizations of the caller. */
    static RuntimeException ambiguous(List<String> organizations) {
        return new Failure.ChoiceRequired(FailureCode.ORG_REQUIRED, "organization", organizations).asException();
    }
}
