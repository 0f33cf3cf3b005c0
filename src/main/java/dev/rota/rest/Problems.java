package dev.rota.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with one request: all of it, up to ten (security I4). */
final class Problems {
    private static final int MOST = 10;

    private final List<Failure.InvalidInput> all = new ArrayList<>();

    /** The pointer to a member (RFC 6901 section 3); of an unknown name at most 64 characters are echoed. */
    static String at(String pointer, String name) {
        var shown = name.length() <= 64 ? name : name.substring(0, 64);
        return pointer + "/" + shown.replace("~", "~0").replace("/", "~1");
    }

    void add(String pointer, String message, List<String> accepted) {
        add(FailureCode.VALIDATION_FAILED, pointer, message, accepted);
    }

    void add(FailureCode code, String pointer, String message, List<String> accepted) {
        if (all.size() < MOST) {
            all.add(new Failure.InvalidInput(code, pointer, message, accepted));
        }
    }

    /** The first of them; empty where nothing is wrong. */
    Optional<Failure.InvalidInput> first() {
        return all.stream().findFirst();
    }

    /** Fails with all of them, under the code of the first. */
    void settle() {
        if (!all.isEmpty()) {
            var first = all.get(0);
            throw new Failure.InvalidInput(
                            first.code(), first.field(), first.message(), first.accepted(), all.subList(1, all.size()))
                    .asException();
        }
    }
}
