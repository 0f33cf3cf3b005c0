package dev.rota.task.resource;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Board;
import dev.rota.task.BoardGrouping;
import dev.rota.task.prompt.Completion;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code board://{project}} */
public final class BoardResource implements Resource {
    private static final int TASKS_OF_A_COLUMN = 10;
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "board://{project}",
            "board",
            "Board",
            "A project's board: per status, the count and top tasks. project: key or id.",
            Uri.JSON,
            Set.of(Scope.TASKS_READ));

    private final DataReads reads;
    private final Completion completion;
    private final Board board;

    public BoardResource(Operations operations, Board board, Completion completion) {
        this.completion = completion;
        this.reads = new DataReads(operations);
        this.board = board;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> board.read(
                                tx,
                                narrowed,
                                new Board.Wanted(asked.required("project"), BoardGrouping.STATUS, TASKS_OF_A_COLUMN))
                        .map(columns -> new Answer(columns.json(), columns.project(), List.of())))
                .map(asked::json);
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return completion.projects(caller, DEFINITION.uri(), value);
    }
}
