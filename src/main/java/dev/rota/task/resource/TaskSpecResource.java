package dev.rota.task.resource;

import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.seal.Cursors;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskDocuments.TaskDocument;
import dev.rota.task.TaskStatus;
import dev.rota.task.prompt.Completion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code task://{task_id}/spec}: the task as Markdown for reading and as JSON for the rest. What is longer than the
 * response cap comes in pages: {@code next} in the JSON is the URI of the one after (design section 4, "Smaller rulings").
 */
public final class TaskSpecResource implements Resource {
    private static final String MARKDOWN = "text/markdown";
    private static final int BYTES_PER_TOKEN = 4;
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "task://{task_id}/spec",
            "task_spec",
            "Task specification",
            "One task as Markdown and JSON; of a long one, 'next' is the URI of the page after. task_id: key, id or uuid.",
            MARKDOWN,
            Set.of(Scope.TASKS_READ));

    private final DataReads reads;
    private final Completion completion;
    private final TaskDocuments tasks;
    private final Cursors cursors;

    public TaskSpecResource(Operations operations, TaskDocuments tasks, Cursors cursors, Completion completion) {
        this.completion = completion;
        this.reads = new DataReads(operations);
        this.tasks = tasks;
        this.cursors = cursors;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> tasks.readWhole(tx, narrowed, asked.task())
                        .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()))
                        .map(task -> Answer.about(
                                new AuditObject("task", task.id(), task.key()),
                                JsonBytes.of(page(narrowed, asked, task)))))
                .map(page -> contents(asked, page.toJsonObject()));
    }

    private static Contents contents(Uri uri, JsonObject page) {
        return new Contents(List.of(
                uri.item(MARKDOWN, page.getString("markdown")),
                uri.item(Uri.JSON, page.getJsonObject("json").encode())));
    }

    /** Both halves of a page; each may fill half of the caller's cap. */
    private JsonObject page(Caller caller, Uri uri, TaskDocument task) {
        var mostBytes = caller.maxResponseTokens() * BYTES_PER_TOKEN / 2;
        var whole = task.json().toJsonObject();
        var markdown = new TaskMarkdown(whole).toString();
        var binding = "task_spec " + caller.principal().kind().wire() + ":"
                + caller.principal().id() + " " + task.organization() + " " + task.id();
        var cursor = uri.cursor();
        var from = cursor == null ? 0 : TextPages.position(cursors.position(binding, cursor), markdown);
        var page = TextPages.from(markdown, from, mostBytes);
        var json = from == 0
                ? WithoutLongTexts.of(whole, mostBytes)
                : new JsonObject().put("key", task.key()).put("version", whole.getInteger("version"));
        if (page.next() < markdown.length()) {
            json.put("next", uri.from(cursors.after(binding, TextPages.position(page.next(), markdown))));
        }
        return new JsonObject().put("markdown", page.text()).put("json", json);
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return completion.tasks(caller, DEFINITION.uri(), value, TaskStatus.IN_PROGRESS);
    }
}
