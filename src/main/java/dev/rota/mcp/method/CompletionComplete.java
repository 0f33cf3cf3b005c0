package dev.rota.mcp.method;

import dev.rota.identity.Caller;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.Shown;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code completion/complete}: values for an argument of a prompt or a variable of a resource template. */
final class CompletionComplete implements Method.Work {
    private static final int MOST = 100; // MCP completion, "Completion Results"

    private final Features features;

    CompletionComplete(Features features) {
        this.features = features;
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        var ref = Params.object(invocation.params(), "ref");
        var argument = Params.object(invocation.params(), "argument");
        var name = Params.text(argument, "name");
        var value = Params.text(argument, "value");
        var context = context(Params.optionalObject(invocation.params(), "context"));
        return values(caller, ref, name, value, context)
                .map(values -> MethodResult.of(512, writer -> write(writer, values)));
    }

    private Future<List<String>> values(
            Caller caller, JsonObject ref, String argument, String value, Map<String, String> context) {
        return switch (Params.text(ref, "type")) {
            case "ref/prompt" -> ofPrompt(caller, Params.text(ref, "name"), argument, value, context);
            case "ref/resource" -> ofResource(caller, Params.text(ref, "uri"), argument, value);
            default -> throw ProtocolException.invalidParams("'ref' must be a ref/prompt or a ref/resource");
        };
    }

    private Future<List<String>> ofPrompt(
            Caller caller, String name, String argument, String value, Map<String, String> context) {
        var prompt = features.prompts()
                .find(name)
                .orElseThrow(() -> ProtocolException.invalidParams("Unknown prompt '" + Shown.text(name) + "'"));
        if (prompt.definition().arguments().stream().noneMatch(a -> a.name().equals(argument))) {
            throw ProtocolException.invalidParams("The prompt has no argument '" + Shown.text(argument) + "'");
        }
        return prompt.complete(Reach.of(caller, prompt.completionScopes()), argument, value, context);
    }

    private Future<List<String>> ofResource(Caller caller, String uri, String variable, String value) {
        var resource = features.resources()
                .ofTemplate(uri)
                .orElseThrow(() -> ProtocolException.invalidParams("Unknown resource '" + Shown.text(uri) + "'"));
        if (!ResourceCatalog.hasVariable(resource.definition(), variable)) {
            throw ProtocolException.invalidParams("The template has no variable '" + Shown.text(variable) + "'");
        }
        return resource.complete(Reach.of(caller, resource.definition().scopes()), variable, value);
    }

    private static Map<String, String> context(JsonObject context) {
        var arguments = new HashMap<String, String>();
        Params.optionalObject(context, "arguments")
                .fieldNames()
                .forEach(name -> arguments.put(name, Params.text(context.getJsonObject("arguments"), name)));
        return arguments;
    }

    private static void write(JsonWriter writer, List<String> values) {
        writer.name("completion").beginObject().name("values").beginArray();
        values.stream().limit(MOST).forEach(writer::value);
        var hasMore = values.size() > MOST;
        writer.endArray();
        if (!hasMore) { // nobody has counted what was not read
            writer.name("total").value(values.size());
        }
        writer.name("hasMore").value(hasMore).endObject();
    }
}
