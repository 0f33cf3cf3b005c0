/**
 * The audit log as a chain of hashes, one for each organization, so that nobody can change, remove, add or move an event
 * without a trace (security section 7, U6 to U8).
 *
 * <p>A sequencer on any node gives committed events their numbers; digests of the chain are signed and kept outside the
 * database as well; verification computes everything anew.
 */
@CheckReturnValue
@NullMarked
package dev.rota.audit.chain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
