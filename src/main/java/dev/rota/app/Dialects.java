package dev.rota.app;

import dev.rota.attempt.OwnAttempts;
import dev.rota.attempt.Results;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectAssignments;
import dev.rota.dialect.DialectAttempts;
import dev.rota.dialect.DialectBoard;
import dev.rota.dialect.DialectCommits;
import dev.rota.dialect.DialectOrganizations;
import dev.rota.dialect.DialectProjects;
import dev.rota.dialect.DialectQuality;
import dev.rota.dialect.DialectReports;
import dev.rota.dialect.DialectResults;
import dev.rota.dialect.DialectRuns;
import dev.rota.dialect.DialectSelection;
import dev.rota.dialect.DialectTaskPages;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.DialectTrash;
import dev.rota.dialect.DialectWorkspaces;
import dev.rota.dialect.LongLeases;
import dev.rota.dialect.anytask.AnyTask;
import dev.rota.dialect.fivetool.FiveTool;
import dev.rota.dialect.mcptasks.McpTasks;
import dev.rota.dialect.taskmaster.TaskMaster;
import dev.rota.dialect.taskmaster.TaskMasterRules;
import dev.rota.dialect.workx.WorkX;
import dev.rota.mcp.Resource;
import dev.rota.project.UsualProject;
import dev.rota.report.Complexities;
import dev.rota.report.Dependencies;
import dev.rota.task.NumberedTasks;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskDependencies;
import dev.rota.task.TaskHistory;
import dev.rota.task.resource.TaskDepsResource;
import dev.rota.task.resource.TaskHistoryResource;
import dev.rota.task.resource.TaskSpecResource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Other systems' tools.
 *
 * @param overMcp those that are served as MCP, each at paths of its own
 * @param workX the one that is served plainly
 */
record Dialects(List<Dialect> overMcp, Dialect workX) {
    static Dialects of(Domain domain) {
        var operations = domain.operations();
        var tasks = new DialectTasks(operations, domain.tasks(), domain.creation(), domain.updates());
        return new Dialects(
                List.of(
                        FiveTool.dialect(tasks, new DialectOrganizations(operations)),
                        anyTask(domain, tasks),
                        TaskMaster.dialect(taskMaster(domain)),
                        McpTasks.dialect(mcpTasks(domain, tasks))),
                WorkX.dialect(
                        tasks,
                        new DialectProjects(operations, domain.projects(), domain.requirements()),
                        new DialectCommits(operations, domain.tasks(), domain.commits())));
    }

    private static TaskMasterRules taskMaster(Domain domain) {
        return new TaskMasterRules(
                domain.operations(),
                new UsualProject(),
                new NumberedTasks(),
                new ProjectTags(),
                domain.tasks(),
                domain.creation(),
                domain.updates(),
                domain.bulkUpdates(),
                domain.links(),
                domain.trash(),
                domain.comments(),
                domain.claims(),
                domain.attempts(),
                new OwnAttempts(),
                domain.commits(),
                domain.gates(),
                domain.checks(),
                new Dependencies(),
                new Complexities());
    }

    private static Dialect anyTask(Domain domain, DialectTasks tasks) {
        var operations = domain.operations();
        var rules = new AnyTask.Rules(
                tasks,
                new DialectAttempts(operations, domain.tasks(), domain.claims(), domain.attempts(), domain.artifacts()),
                new DialectSelection(operations, domain.tasks(), domain.active()),
                new DialectBoard(operations, domain.board()),
                new DialectWorkspaces(operations),
                new LongLeases(operations, domain.attempts(), AnyTask.LEASE));
        var templates = List.<Resource>of(
                new TaskSpecResource(operations, domain.documents(), domain.cursors(), domain.completion()),
                new TaskDepsResource(operations, new TaskDependencies(), domain.completion()),
                new TaskHistoryResource(operations, new TaskHistory(domain.cursors()), domain.completion()));
        return AnyTask.dialect(
                rules,
                operations,
                domain.active(),
                templates,
                domain.ports().node().clock());
    }

    private static McpTasks.Rules mcpTasks(Domain domain, DialectTasks tasks) {
        var operations = domain.operations();
        var results = new Results(domain.tasks(), domain.claims(), domain.attempts(), domain.artifacts());
        return new McpTasks.Rules(
                tasks,
                new DialectTaskPages(operations, domain.assignments(), results),
                new DialectAssignments(operations, domain.tasks(), domain.assignments()),
                new DialectResults(operations, domain.tasks(), results),
                new DialectRuns(operations, domain.tasks(), domain.executions()),
                new DialectTrash(operations, domain.tasks(), domain.trash()),
                new DialectReports(operations, domain.reports()),
                new DialectQuality(
                        operations,
                        domain.projects(),
                        domain.gates(),
                        domain.attempts(),
                        domain.checks(),
                        domain.checkRequests()));
    }

    Stream<Dialect> all() {
        return Stream.concat(overMcp.stream(), Stream.of(workX));
    }
}
