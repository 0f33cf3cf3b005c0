/**
 * The audit log on the admin API: read, exported, followed live, verified. Whatever reads it leaves an event in it
 * (security U9, U10).
 */
@CheckReturnValue
@NullMarked
package dev.rota.audit.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
