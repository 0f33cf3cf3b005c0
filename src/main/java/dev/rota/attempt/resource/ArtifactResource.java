package dev.rota.attempt.resource;

import dev.rota.attempt.ArtifactSection;
import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.prompt.Completion;
import dev.rota.task.resource.DataReads;
import dev.rota.task.resource.Uri;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code artifact://{id}}: its bytes, as text where they are text. A text longer than the response cap, or anything else
 * longer than 256 KiB, comes in sections: a second item has {@code next}, the URI of the one after.
 */
public final class ArtifactResource implements Resource {
    private static final int BYTES_PER_TOKEN = 4;
    /** Of what is no text: as much as can be attached inline, so that such an image comes whole. */
    private static final int BLOB_BYTES = 256 * 1024;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "artifact://{id}",
            "artifact",
            "Artifact",
            "What an attempt left behind, as it was stored; of a long one, 'next' is the URI of the section after.",
            "application/octet-stream",
            Set.of(Scope.TASKS_READ));

    private final DataReads reads;
    private final Completion completion;

    public ArtifactResource(Operations operations, Completion completion) {
        this.reads = new DataReads(operations);
        this.completion = completion;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> ArtifactSection.read(
                                tx,
                                narrowed,
                                id(asked.required("id")),
                                offset(variables.getOrDefault("offset", "0")),
                                narrowed.maxResponseTokens() * BYTES_PER_TOKEN,
                                BLOB_BYTES)
                        .map(found -> found.orElseThrow(ArtifactResource::unknown))
                        .map(section -> Answer.about(
                                        new AuditObject("artifact", section.id(), section.task()),
                                        JsonBytes.of(item(asked, section)))
                                .within(section.organization())))
                .map(json -> contents(asked, json.toJsonObject()));
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return completion.artifacts(caller, DEFINITION.uri(), value);
    }

    /** The section as one object: that of MCP, and beside it where it stands in the whole. */
    private static JsonObject item(Uri uri, ArtifactSection section) {
        if (section.offset() > 0 && section.offset() >= section.size()) {
            throw new Failure.InvalidInput("offset", "'offset' is behind the end", List.of("0.." + section.size()))
                    .asException();
        }
        var item = new JsonObject().put("uri", uri.text()).put("mimeType", section.mediaType());
        var text = section.text();
        return new JsonObject()
                .put(
                        "item",
                        text == null
                                ? item.put(
                                        "blob",
                                        Base64.getEncoder()
                                                .encodeToString(section.bytes().getBytes()))
                                : item.put("text", text))
                .put("artifact", section.id())
                .put("size", section.size())
                .put("offset", section.offset())
                .put("end", section.end());
    }

    private static Contents contents(Uri uri, JsonObject section) {
        var items = new ArrayList<JsonObject>();
        items.add((JsonObject) section.remove("item"));
        long end = section.getLong("end");
        if (end < section.getLong("size")) {
            items.add(uri.item(
                    Uri.JSON,
                    section.put("next", uri.with("offset", Long.toString(end))).encode()));
        }
        return new Contents(items);
    }

    private static long id(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw unknown(); // like what names none
        }
        return Long.parseLong(text);
    }

    private static int offset(String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE - 1) {
            throw new Failure.InvalidInput("offset", "'offset' must be a number of bytes", List.of("0")).asException();
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("artifact").asException();
    }
}
