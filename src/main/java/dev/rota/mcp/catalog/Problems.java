package dev.rota.mcp.catalog;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the arguments of one call: the first ten, of which the first one names field and choices. */
final class Problems {
    private static final int LIMIT = 10;

    private final List<Failure.InvalidInput> found = new ArrayList<>();

    void add(Failure.InvalidInput problem) {
        if (found.size() < LIMIT) {
            found.add(problem);
        }
    }

    void add(String field, String rule) {
        add(new Failure.InvalidInput(field, "'" + Shown.text(field) + "' " + rule));
    }

    void add(String field, String rule, List<String> accepted) {
        add(new Failure.InvalidInput(field, "'" + Shown.text(field) + "' " + rule, accepted));
    }

    boolean isFull() {
        return found.size() == LIMIT;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    FailureException asException() {
        var first = found.get(0);
        var text = String.join(
                "; ", found.stream().map(Failure.InvalidInput::message).toList());
        return new Failure.InvalidInput(first.code(), first.field(), text, first.accepted()).asException();
    }
}
