/**
 * Task-Master, {@code POST /mcp/taskmaster}: tasks by number, subtasks as {@code 15.2}, lists with commas, tags as
 * contexts. What it did with a model of its own is left to the caller's, which gets the prompt.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.taskmaster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
