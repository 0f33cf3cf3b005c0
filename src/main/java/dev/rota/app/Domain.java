package dev.rota.app;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Commits;
import dev.rota.attempt.Questions;
import dev.rota.attempt.UploadUrls;
import dev.rota.audit.AuditLog;
import dev.rota.check.CheckRequests;
import dev.rota.check.Checks;
import dev.rota.database.Database;
import dev.rota.execution.Executions;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import dev.rota.quality.Gates;
import dev.rota.report.Reports;
import dev.rota.requirement.Requirements;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import dev.rota.task.ActiveTask;
import dev.rota.task.Assignments;
import dev.rota.task.Board;
import dev.rota.task.BulkUpdates;
import dev.rota.task.Comments;
import dev.rota.task.MassChanges;
import dev.rota.task.RequirementDocuments;
import dev.rota.task.Suggestions;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskLinks;
import dev.rota.task.TaskList;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.task.Trash;
import dev.rota.task.prompt.Completion;
import dev.rota.transfer.TransferSettings;
import java.net.URI;

/** The model's rules, each made once and shared by all that publishes them. */
record Domain(
        Ports ports,
        Cursors cursors,
        Projects projects,
        Requirements requirements,
        Tasks tasks,
        TaskList taskList,
        TaskDocuments documents,
        TaskCreation creation,
        TaskUpdates updates,
        BulkUpdates bulkUpdates,
        TaskLinks links,
        Trash trash,
        ActiveTask active,
        Board board,
        RequirementDocuments requirementDocuments,
        Completion completion,
        Comments comments,
        Gates gates,
        Claims claims,
        Attempts attempts,
        UploadUrls uploads,
        Artifacts artifacts,
        Commits commits,
        Questions questions,
        Checks checks,
        CheckRequests checkRequests,
        Assignments assignments,
        Reports reports,
        Executions executions) {
    /** What the rules stand on. */
    record Ports(
            Operations operations,
            Database database,
            AuditLog audit,
            AttemptSettings attempts,
            TransferSettings transfers,
            SealKeys keys,
            URI publicUrl,
            Node node,
            ModelPorts models) {}

    static Domain over(Ports ports) {
        var cursors = new Cursors(ports.keys());
        var tasks = new Tasks();
        var taskList = new TaskList(cursors);
        var projects = new Projects();
        var gates = new Gates(projects);
        var creation = new TaskCreation(projects, gates);
        var attempts = new Attempts(tasks, ports.attempts(), gates, ports.node().work());
        var watch = new MassChanges(ports.audit());
        var updates = new TaskUpdates(tasks, creation, attempts, gates, watch);
        var uploads = new UploadUrls(ports.keys(), ports.publicUrl());
        var claims = new Claims(ports.attempts(), ports.audit(), ports.node().work());
        var documents = new TaskDocuments();
        var models = ports.models();
        return new Domain(
                ports,
                cursors,
                projects,
                new Requirements(),
                tasks,
                taskList,
                documents,
                creation,
                updates,
                new BulkUpdates(tasks, updates),
                new TaskLinks(tasks),
                new Trash(tasks, watch),
                new ActiveTask(tasks),
                new Board(),
                new RequirementDocuments(taskList),
                new Completion(ports.operations(), new Suggestions()),
                new Comments(tasks),
                gates,
                claims,
                attempts,
                uploads,
                new Artifacts(ports.database(), ports.audit(), tasks, attempts, uploads),
                new Commits(tasks),
                new Questions(tasks, attempts, ports.attempts()),
                new Checks(attempts, gates),
                new CheckRequests(attempts, creation),
                new Assignments(updates),
                new Reports(),
                new Executions(
                        models.endpoints(),
                        models.servers(),
                        models.settings(),
                        claims,
                        attempts,
                        documents,
                        models.hint()));
    }

    Operations operations() {
        return ports.operations();
    }
}
