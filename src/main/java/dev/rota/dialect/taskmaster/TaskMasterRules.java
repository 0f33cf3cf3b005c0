package dev.rota.dialect.taskmaster;

import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Commits;
import dev.rota.attempt.OwnAttempts;
import dev.rota.check.Checks;
import dev.rota.operation.Operations;
import dev.rota.project.UsualProject;
import dev.rota.quality.Gates;
import dev.rota.report.Complexities;
import dev.rota.report.Dependencies;
import dev.rota.task.BulkUpdates;
import dev.rota.task.Comments;
import dev.rota.task.NumberedTasks;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskLinks;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import dev.rota.task.Trash;

/** The rules that its tools stand on. */
public record TaskMasterRules(
        Operations operations,
        UsualProject usual,
        NumberedTasks numbered,
        ProjectTags tags,
        Tasks tasks,
        TaskCreation creation,
        TaskUpdates updates,
        BulkUpdates bulkUpdates,
        TaskLinks links,
        Trash trash,
        Comments comments,
        Claims claims,
        Attempts attempts,
        OwnAttempts ownAttempts,
        Commits commits,
        Gates gates,
        Checks checks,
        Dependencies dependencies,
        Complexities complexities) {}
