package dev.rota.app;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Commits;
import dev.rota.attempt.LeaseSweep;
import dev.rota.attempt.Questions;
import dev.rota.attempt.UploadUrls;
import dev.rota.attempt.rest.ArtifactContentEndpoint;
import dev.rota.attempt.rest.ArtifactUploadEndpoint;
import dev.rota.attempt.rest.QuestionEndpoints;
import dev.rota.attempt.tool.AddArtifactTool;
import dev.rota.attempt.tool.AskHumanTool;
import dev.rota.attempt.tool.ClaimTaskTool;
import dev.rota.attempt.tool.FinishAttemptTool;
import dev.rota.attempt.tool.LogCommitTool;
import dev.rota.attempt.tool.ReportProgressTool;
import dev.rota.audit.AuditLog;
import dev.rota.background.Work;
import dev.rota.database.Database;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectCommits;
import dev.rota.dialect.DialectOrganizations;
import dev.rota.dialect.DialectProjects;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.fivetool.FiveTool;
import dev.rota.dialect.workx.WorkX;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Resource;
import dev.rota.mcp.Tool;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ResultSchemaResource;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.operation.Operations;
import dev.rota.organization.tool.GetContextTool;
import dev.rota.project.ProjectAdministration;
import dev.rota.project.Projects;
import dev.rota.project.rest.ProjectEndpoints;
import dev.rota.quality.Gates;
import dev.rota.quality.rest.GateEndpoints;
import dev.rota.requirement.RequirementAdministration;
import dev.rota.requirement.Requirements;
import dev.rota.requirement.rest.RequirementEndpoints;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import dev.rota.task.ActiveTask;
import dev.rota.task.Board;
import dev.rota.task.Comments;
import dev.rota.task.Suggestions;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskDependencies;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskHistory;
import dev.rota.task.TaskList;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.task.prompt.Completion;
import dev.rota.task.prompt.PlanFromDocumentPrompt;
import dev.rota.task.prompt.ReviewTaskPrompt;
import dev.rota.task.prompt.WorkLoopPrompt;
import dev.rota.task.resource.ActiveTaskResource;
import dev.rota.task.resource.BoardResource;
import dev.rota.task.resource.TaskDepsResource;
import dev.rota.task.resource.TaskHistoryResource;
import dev.rota.task.resource.TaskSpecResource;
import dev.rota.task.tool.AddCommentTool;
import dev.rota.task.tool.CreateTaskTool;
import dev.rota.task.tool.CreateTasksTool;
import dev.rota.task.tool.GetTaskTool;
import dev.rota.task.tool.ListTasksTool;
import dev.rota.task.tool.SelectTaskTool;
import dev.rota.task.tool.UpdateTaskTool;
import dev.rota.transfer.TransferSettings;
import dev.rota.transfer.rest.ExportEndpoint;
import dev.rota.transfer.rest.ImportEndpoint;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is published over MCP: one line each, in the order of listing. */
final class Catalogue {
    private static final Clock CLOCK = Clock.systemUTC();

    private final List<Tool> tools;
    private final List<Resource> resources;
    private final List<Prompt> prompts;
    private final List<Endpoint> endpoints;
    private final List<Work> work;
    private final List<Dialect> dialects;
    private final Dialect workX;

    Catalogue(
            Operations operations,
            Database database,
            AuditLog audit,
            AttemptSettings settings,
            TransferSettings transfers,
            SealKeys keys,
            URI publicUrl) {
        var cursors = new Cursors(keys);
        var tasks = new Tasks();
        var active = new ActiveTask(tasks);
        var documents = new TaskDocuments();
        var projects = new Projects();
        var requirements = new Requirements();
        var gates = new Gates(projects);
        var creation = new TaskCreation(projects, gates);
        var claims = new Claims(settings, audit);
        var attempts = new Attempts(tasks, settings, gates);
        var urls = new UploadUrls(keys, publicUrl);
        var artifacts = new Artifacts(database, audit, tasks, attempts, urls);
        var questions = new Questions(tasks, attempts);
        var updates = new TaskUpdates(tasks, creation, attempts, gates);
        var dialectTasks = new DialectTasks(operations, tasks, creation, updates);
        tools = List.of(
                new GetContextTool(operations, active, Application.version(), CLOCK),
                new ListTasksTool(operations, new TaskList(cursors)),
                new GetTaskTool(operations, documents),
                new CreateTaskTool(operations, creation),
                new CreateTasksTool(operations, creation),
                new UpdateTaskTool(operations, tasks, updates),
                new AddCommentTool(operations, tasks, new Comments(tasks)),
                new ClaimTaskTool(operations, tasks, claims, documents, gates),
                new ReportProgressTool(operations, attempts),
                new FinishAttemptTool(operations, attempts),
                new AddArtifactTool(operations, attempts, artifacts),
                new LogCommitTool(operations, tasks, new Commits(tasks)),
                new AskHumanTool(operations, attempts, questions),
                new SelectTaskTool(operations, tasks, active));
        resources = List.of(
                new ActiveTaskResource(operations, active, CLOCK),
                new TaskSpecResource(operations, documents, cursors),
                new TaskDepsResource(operations, new TaskDependencies()),
                new TaskHistoryResource(operations, new TaskHistory(cursors)),
                new BoardResource(operations, new Board()),
                new ResultSchemaResource(tools));
        prompts = prompts(new Completion(operations, new Suggestions()));
        endpoints = Stream.<Endpoints>of(
                        new ProjectEndpoints(new ProjectAdministration(projects)),
                        new RequirementEndpoints(new RequirementAdministration(projects, requirements)),
                        new GateEndpoints(gates),
                        new QuestionEndpoints(questions),
                        new ArtifactContentEndpoint(operations, database),
                        new ArtifactUploadEndpoint(artifacts, urls, settings),
                        new ExportEndpoint(operations, database),
                        new ImportEndpoint(operations, database, audit, transfers))
                .flatMap(resource -> resource.all().stream())
                .toList();
        workX = WorkX.dialect(
                dialectTasks,
                new DialectProjects(operations, projects, requirements),
                new DialectCommits(operations, tasks, new Commits(tasks)));
        dialects = List.of(FiveTool.dialect(dialectTasks, new DialectOrganizations(operations)));
        work = List.of(new LeaseSweep(tasks, audit, settings));
    }

    private static List<Prompt> prompts(Completion completion) {
        return List.of(
                new WorkLoopPrompt(completion),
                new PlanFromDocumentPrompt(completion),
                new ReviewTaskPrompt(completion));
    }

    /** The name of each operation that is a tool, as audit and metrics have it. */
    Set<String> operations() {
        var published = new ArrayList<>(tools);
        Stream.concat(dialects.stream(), Stream.of(workX))
                .forEach(dialect -> dialect.features().tools().tools().forEach(tool -> published.add(tool.tool())));
        var ofTools = published.stream()
                .map(tool -> tool.action(tool.definition().name()).name());
        return ofTools.collect(Collectors.toUnmodifiableSet());
    }

    /** Everything of the admin API. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Other systems' tools over MCP, each at paths of its own. */
    List<Dialect> dialects() {
        return dialects;
    }

    /** What policies call them. */
    List<String> dialectNames() {
        return Stream.concat(dialects.stream(), Stream.of(workX))
                .map(Dialect::name)
                .toList();
    }

    /** The one that is served plainly. */
    Dialect workX() {
        return workX;
    }

    /** Kinds of background work. */
    List<Work> work() {
        return work;
    }

    Features features() {
        return new Features(
                ToolCatalog.answeringTo(
                        Stream.concat(dialects.stream(), Stream.of(workX))
                                .map(dialect -> dialect.features().tools())
                                .toList(),
                        tools,
                        ArgumentSynonyms.NATIVE),
                new ResourceCatalog(resources),
                new PromptCatalog(prompts),
                false);
    }
}
