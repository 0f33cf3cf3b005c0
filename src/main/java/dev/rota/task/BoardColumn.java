package dev.rota.task;

import java.util.List;

/**
 * One status of a board, for those who say it in words of their own.
 *
 * @param count how many tasks there are in all
 * @param tasks the first of them, by priority, then newest change
 */
public record BoardColumn(TaskStatus status, long count, List<TaskView> tasks) {
    public BoardColumn {
        tasks = List.copyOf(tasks);
    }
}
