/** Agents: what acts for an organization without being a person, and the keys it acts by. */
@CheckReturnValue
@NullMarked
package dev.rota.agent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
