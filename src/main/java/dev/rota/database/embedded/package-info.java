/**
 * A PostgreSQL server that comes with the program: unpacked, initialized, started, watched and stopped by it.
 *
 * <p>Owns everything below {@code <data-dir>/postgres}, the superuser's password in {@code <data-dir>/secrets} and the
 * lock that keeps a second process off the directory. Knows no schema, no pool and no Vert.x: every method may block
 * and belongs on a worker thread. Durability is not negotiable here: {@code fsync}, {@code synchronous_commit} and
 * {@code full_page_writes} are set on the server's command line, where no file and no {@code ALTER SYSTEM} overrides
 * them.
 */
@CheckReturnValue
@NullMarked
package dev.rota.database.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
