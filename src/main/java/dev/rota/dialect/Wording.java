package dev.rota.dialect;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a dialect tells the failures of operations: under the names of its own arguments, with its own words for values.
 *
 * @param dialect its name, as policies spell it
 * @param arguments native name of an argument to the dialect's, where they differ. A dialect that names
 *     {@code organization} names organizations by id
 * @param values native name of an argument to the words for what it accepts
 */
public record Wording(String dialect, Map<String, String> arguments, Map<String, Words<?>> values) {
    private static final String ORGANIZATION = "organization";

    public Wording {
        arguments = Map.copyOf(arguments);
        values = Map.copyOf(values);
    }

    /** The failure as the dialect says it. */
    FailureException said(FailureException known, Caller caller) {
        return said(known.failure(), caller).asException();
    }

    private Failure said(Failure failure, Caller caller) {
        if (failure instanceof Failure.InvalidInput invalid) {
            var words = values.get(invalid.field());
            return new Failure.InvalidInput(
                    invalid.code(),
                    named(invalid.field()),
                    renamed(invalid.message()),
                    words == null ? invalid.accepted() : words.accepting(invalid.accepted()));
        }
        if (failure instanceof Failure.TooLarge large) {
            return new Failure.TooLarge(large.code(), named(large.field()), renamed(large.message()), large.hint());
        }
        if (failure instanceof Failure.Conflict conflict) {
            return new Failure.Conflict(
                    conflict.code(), renamed(conflict.message()), conflict.hint(), said(conflict.details()));
        }
        return failure instanceof Failure.ChoiceRequired choice ? said(choice, caller) : failure;
    }

    /** What is there now, as the dialect names and says it. */
    private JsonObject said(JsonObject details) {
        if (!(details.getValue("current") instanceof JsonObject current)) {
            return details;
        }
        var said = new JsonObject();
        current.forEach(member -> {
            var words = values.get(member.getKey());
            var word = words != null && member.getValue() instanceof String wire
                    ? words.accepting(List.of(wire)).get(0)
                    : member.getValue();
            said.put(named(member.getKey()), word);
        });
        return details.copy().put("current", said);
    }

    private Failure said(Failure.ChoiceRequired choice, Caller caller) {
        var field = named(choice.field());
        if (choice.code() != FailureCode.ORG_REQUIRED || !arguments.containsKey(ORGANIZATION)) {
            return new Failure.ChoiceRequired(choice.code(), field, choice.choices());
        }
        var organizations = caller.organizations().stream()
                .filter(one -> choice.choices().contains(one.slug()))
                .toList();
        return new Failure.ChoiceRequired(
                choice.code(),
                field,
                ids(organizations),
                "Several organizations fit; name one in '" + field + "': "
                        + organizations.stream()
                                .map(one -> one.organization() + " is " + one.slug())
                                .collect(Collectors.joining(", ")));
    }

    private static List<String> ids(List<Membership> organizations) {
        return organizations.stream().map(one -> one.organization().toString()).toList();
    }

    private String named(String field) {
        return arguments.getOrDefault(field, field);
    }

    private String renamed(String message) {
        var text = message;
        for (var argument : arguments.entrySet()) {
            text = text.replace("'" + argument.getKey() + "'", "'" + argument.getValue() + "'");
        }
        return text;
    }
}
