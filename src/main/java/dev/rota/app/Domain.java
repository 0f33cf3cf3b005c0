package dev.rota.app;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Commits;
import dev.rota.attempt.Questions;
import dev.rota.attempt.UploadUrls;
import dev.rota.audit.AuditLog;
import dev.rota.database.Database;
import dev.rota.observe.Metrics;
import dev.rota.observe.WorkMetrics;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import dev.rota.quality.Gates;
import dev.rota.report.Reports;
import dev.rota.requirement.Requirements;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import dev.rota.task.ActiveTask;
import dev.rota.task.Board;
import dev.rota.task.Comments;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskList;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.transfer.TransferSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.function.BooleanSupplier;

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
        ActiveTask active,
        Board board,
        Comments comments,
        Gates gates,
        Claims claims,
        Attempts attempts,
        UploadUrls uploads,
        Artifacts artifacts,
        Commits commits,
        Questions questions,
        Reports reports) {
    /** What the rules stand on. */
    record Ports(
            Operations operations,
            Database database,
            AuditLog audit,
            AttemptSettings attempts,
            TransferSettings transfers,
            SealKeys keys,
            URI publicUrl,
            Vertx vertx,
            Metrics metrics,
            WorkMetrics work,
            BooleanSupplier stopping) {}

    static Domain over(Ports ports) {
        var cursors = new Cursors(ports.keys());
        var tasks = new Tasks();
        var projects = new Projects();
        var gates = new Gates(projects);
        var creation = new TaskCreation(projects, gates);
        var attempts = new Attempts(tasks, ports.attempts(), gates, ports.work());
        var uploads = new UploadUrls(ports.keys(), ports.publicUrl());
        return new Domain(
                ports,
                cursors,
                projects,
                new Requirements(),
                tasks,
                new TaskList(cursors),
                new TaskDocuments(),
                creation,
                new TaskUpdates(tasks, creation, attempts, gates),
                new ActiveTask(tasks),
                new Board(),
                new Comments(tasks),
                gates,
                new Claims(ports.attempts(), ports.audit(), ports.work()),
                attempts,
                uploads,
                new Artifacts(ports.database(), ports.audit(), tasks, attempts, uploads),
                new Commits(tasks),
                new Questions(tasks, attempts),
                new Reports());
    }

    Operations operations() {
        return ports.operations();
    }
}
