/** The Task-Master endpoint over real HTTP, as its own clients know it. */
@NullMarked
package dev.rota.dialect.taskmaster;

import org.jspecify.annotations.NullMarked;
