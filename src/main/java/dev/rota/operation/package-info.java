/**
 * How every operation runs, whoever calls it: one transaction, the work, the audit event, the commit, the answer.
 *
 * <p>Tools, dialects and REST routes hand their work in here, so that none of them can forget a step.
 */
@CheckReturnValue
@NullMarked
package dev.rota.operation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
