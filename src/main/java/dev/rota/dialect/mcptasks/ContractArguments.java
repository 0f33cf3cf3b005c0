package dev.rota.dialect.mcptasks;

import dev.rota.check.CheckRequests;
import dev.rota.check.Finding;
import dev.rota.mcp.ToolArguments;
import dev.rota.quality.Gate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads arguments that concern contracts. */
final class ContractArguments {
    static final int USUAL_LIMIT = 50;

    private ContractArguments() {}

    static Predicate<Gate> matching(ToolArguments arguments) {
        var active = !"inactive".equals(arguments.text("status"));
        var search = arguments.text("search", "").toLowerCase(Locale.ROOT);
        return gate -> active && (has(gate.name(), search) || has(gate.description(), search));
    }

    private static boolean has(@Nullable String text, String search) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(search);
    }

    static CheckRequests.Wanted wanted(ToolArguments arguments) {
        return new CheckRequests.Wanted(
                arguments.requiredText("path"), arguments.texts("checks"), arguments.flag("fix"));
    }

    static CheckRequests.Wanted wanted(ToolArguments arguments, String contract) {
        return new CheckRequests.Wanted(arguments.requiredText("path"), List.of(contract), false);
    }

    static Finding finding(ToolArguments arguments) {
        return new Finding(
                arguments.requiredText("contract"),
                Finding.Status.of(arguments.requiredText("status")),
                arguments.integer("critical", 0),
                arguments.integer("major", 0),
                arguments.integer("minor", 0),
                arguments.text("report"));
    }
}
