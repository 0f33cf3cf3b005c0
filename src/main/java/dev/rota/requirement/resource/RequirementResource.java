package dev.rota.requirement.resource;

import dev.rota.audit.AuditObject;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.seal.Cursors;
import dev.rota.task.RequirementDocuments;
import dev.rota.task.RequirementDocuments.Document;
import dev.rota.task.prompt.Completion;
import dev.rota.task.resource.DataReads;
import dev.rota.task.resource.TextPages;
import dev.rota.task.resource.Uri;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code requirement://{key}}: what {@code get_requirement} answers. A body that is longer than the response cap comes in
 * pages: {@code next} is the URI of the one after.
 */
public final class RequirementResource implements Resource {
    private static final int BYTES_PER_TOKEN = 4;
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "requirement://{key}",
            "requirement",
            "Requirement",
            "One requirement with its text and tasks; of a long text, 'next' is the URI of the page after. key: key or id.",
            Uri.JSON,
            Set.of(Scope.REQUIREMENTS_READ));

    private final DataReads reads;
    private final RequirementDocuments requirements;
    private final Cursors cursors;
    private final Completion completion;

    public RequirementResource(
            Operations operations, RequirementDocuments requirements, Cursors cursors, Completion completion) {
        this.reads = new DataReads(operations);
        this.requirements = requirements;
        this.cursors = cursors;
        this.completion = completion;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> requirements
                        .read(tx, narrowed, asked.required("key"))
                        .map(found -> Answer.about(
                                        new AuditObject("requirement", found.id(), found.key()),
                                        JsonBytes.of(page(narrowed, asked, found)))
                                .within(found.organization())))
                .map(asked::json);
    }

    /** The first page is the whole document with as much of the body as fits; each further one has more of the body. */
    private JsonObject page(Caller caller, Uri uri, Document document) {
        var body = document.details().requirement().body();
        var binding = "requirement " + caller.principal().kind().wire() + ":"
                + caller.principal().id() + " " + document.organization() + " " + document.id();
        var cursor = uri.cursor();
        var from = cursor == null ? 0 : TextPages.position(cursors.position(binding, cursor), body);
        var json = cursor == null
                ? RequirementDocuments.json(caller, document).toJsonObject()
                : further(caller, document, from);
        var end = from + json.getString("body", "").length();
        return end < body.length()
                ? json.put("next", uri.from(cursors.after(binding, TextPages.position(end, body))))
                : json;
    }

    private static JsonObject further(Caller caller, Document document, int from) {
        var requirement = document.details().requirement();
        var mostBytes = caller.maxResponseTokens() * BYTES_PER_TOKEN / 2; // escaped it may be twice as long
        return new JsonObject()
                .put("key", document.key())
                .put("version", requirement.version())
                .put("body", TextPages.from(requirement.body(), from, mostBytes).text());
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return completion.requirements(caller, DEFINITION.uri(), value);
    }
}
