package dev.rota.mcp.catalog;

import dev.rota.mcp.ToolDefinition;
import io.vertx.core.json.JsonObject;

/** The arguments of one tool: compiled once from what it publishes, then asked at every call. */
public final class ArgumentsSchema {
    private final Rule.Members rules;
    private final ArgumentSynonyms synonyms;

    private ArgumentsSchema(Rule.Members rules, ArgumentSynonyms synonyms) {
        this.rules = rules;
        this.synonyms = synonyms;
    }

    /**
     * Compiles the schema.
     *
     * @throws IllegalArgumentException if it uses anything outside the subset of catalogue section 1
     */
    public static ArgumentsSchema of(ToolDefinition tool, ArgumentSynonyms synonyms) {
        var rules = new SchemaCompiler(tool.name(), synonyms.numeric()).arguments(tool.inputSchema(), tool.unlisted());
        return new ArgumentsSchema(rules, synonyms);
    }

    public boolean accepts(String argument) {
        return rules.properties().containsKey(argument);
    }

    /** The arguments under their listed names, not yet validated. */
    public JsonObject resolve(JsonObject given) {
        return synonyms.resolve(given, rules.properties().keySet());
    }

    /**
     * The arguments in their normal form.
     *
     * @param resolved under listed names
     * @throws dev.rota.failure.FailureException with {@code validation_failed}
     */
    public JsonObject validate(JsonObject resolved) {
        var problems = new Problems();
        var checked = rules.check(resolved, "", problems);
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return (JsonObject) checked;
    }
}
