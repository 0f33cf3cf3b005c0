package dev.rota.task;

import dev.rota.failure.Failure;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How a task is named among those of its project: by its number ({@code 15}), as a subtask by its place below another's
 * number ({@code 15.2}), by key or by UUID.
 *
 * @param value what is bound in the statement of the form: a text, or a UUID
 */
public record TaskName(Form form, Object value) {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,15}");
    private static final Pattern CHILD = Pattern.compile("[1-9][0-9]{0,15}\\.[1-9][0-9]{0,8}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{2,10}-[1-9][0-9]{0,17}");

    /** The forms, each with the index that finds it. */
    public enum Form {
        NUMBER,
        CHILD,
        KEY,
        UUID
    }

    /**
     * Reads a name; {@code field} is what the caller called it.
     *
     * @throws dev.rota.failure.FailureException with {@code validation_failed} for what can name no task
     */
    public static TaskName parse(String field, String text) {
        if (NUMBER.matcher(text).matches()) {
            return new TaskName(Form.NUMBER, text);
        }
        if (CHILD.matcher(text).matches()) {
            return new TaskName(Form.CHILD, text);
        }
        if (KEY.matcher(text).matches()) {
            return new TaskName(Form.KEY, text.toUpperCase(Locale.ROOT));
        }
        if (text.length() == 36) {
            try {
                return new TaskName(Form.UUID, UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                // not a UUID after all: said below
            }
        }
        throw new Failure.InvalidInput(
                        field,
                        "'" + field + "' must name tasks by their numbers, subtasks as 15.2",
                        List.of("15", "15.2", "DEV-15"))
                .asException();
    }
}
