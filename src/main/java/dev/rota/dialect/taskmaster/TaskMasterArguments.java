package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what Task-Master's arguments share: lists with commas, names of tasks, words for statuses. */
final class TaskMasterArguments {
    private static final int MOST_NAMES = 50;

    private TaskMasterArguments() {}

    /** The caller in the one organization that is meant. Fails with {@code org_required}. */
    static Caller caller(DialectCall call) {
        return call.caller().within(call.caller().organization().organization());
    }

    /** The pinned project; null for the usual one. */
    static @Nullable String project(DialectCall call) {
        return call.arguments().text("project");
    }

    /** The tag of the argument; null where none is given. */
    static @Nullable String tag(DialectCall call) {
        var tag = call.arguments().text("tag");
        if (tag == null || tag.isEmpty()) {
            return null;
        }
        ProjectTags.requireName("tag", tag);
        return tag;
    }

    /** The parts of a list with commas; empty for none. */
    static List<String> parts(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
    }

    /** The task that an argument must name. */
    static TaskName name(DialectCall call, String argument) {
        return TaskName.parse(argument, call.arguments().requiredText(argument).strip());
    }

    /** The tasks that an argument names, 1 to 50, each once. */
    static List<TaskName> names(DialectCall call, String argument) {
        var names = names(argument, call.arguments().requiredText(argument));
        if (names.isEmpty()) {
            throw new Failure.InvalidInput(
                            argument, "'" + argument + "' must name a task", List.of("15", "15.2", "15,16"))
                    .asException();
        }
        return names;
    }

    /** The tasks that a list names, up to 50, each once; none for null. */
    static List<TaskName> names(String argument, @Nullable String list) {
        var names = new LinkedHashSet<TaskName>();
        parts(list).forEach(part -> names.add(TaskName.parse(argument, part)));
        if (names.size() > MOST_NAMES) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            argument,
                            "'" + argument + "' may name at most " + MOST_NAMES + " tasks",
                            null)
                    .asException();
        }
        return List.copyOf(names);
    }

    /** A word for a status, however it is spelt. */
    static TaskStatus status(String argument, String word) {
        return TaskMasterWords.STATUS.meaning(word(argument, word, TaskMasterWords.STATUS.words()));
    }

    /** Which words a filter asks for, each as the table spells it. */
    static List<String> statuses(DialectCall call) {
        var accepted = new ArrayList<>(TaskMasterWords.STATUS.words());
        accepted.add(TaskMasterWords.BLOCKED);
        return parts(call.arguments().text("status")).stream()
                .filter(word -> !canonical(word).equals("all"))
                .map(word -> word("status", word, accepted))
                .distinct()
                .toList();
    }

    private static String word(String argument, String given, List<String> accepted) {
        return accepted.stream()
                .filter(word -> canonical(word).equals(canonical(given)))
                .findFirst()
                .orElseThrow(() -> new Failure.InvalidInput(
                                argument, "'" + argument + "' must be one of " + String.join(", ", accepted), accepted)
                        .asException());
    }

    private static String canonical(String word) {
        var plain = word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        return plain.equals("canceled") ? "cancelled" : plain;
    }
}
