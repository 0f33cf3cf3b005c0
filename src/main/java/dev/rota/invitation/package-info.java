/** Invitations: how people come to belong to an organization. */
@CheckReturnValue
@NullMarked
package dev.rota.invitation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
