/** People: their accounts and passwords, which belong to no organization. */
@CheckReturnValue
@NullMarked
package dev.rota.user;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
