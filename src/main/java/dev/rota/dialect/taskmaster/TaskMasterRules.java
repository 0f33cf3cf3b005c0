package dev.rota.dialect.taskmaster;

import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Commits;
import dev.rota.operation.Operations;
import dev.rota.project.UsualProject;
import dev.rota.quality.Gates;
import dev.rota.task.Comments;
import dev.rota.task.NumberedTasks;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;

/** The rules that its tools stand on. */
public record TaskMasterRules(
        Operations operations,
        UsualProject usual,
        NumberedTasks numbered,
        ProjectTags tags,
        Tasks tasks,
        TaskCreation creation,
        TaskUpdates updates,
        Comments comments,
        Claims claims,
        Attempts attempts,
        Commits commits,
        Gates gates) {}
