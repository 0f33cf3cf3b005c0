/**
 * Another authorization server in the place of our own (security A26, A27): what its metadata says, its keys, its access
 * tokens verified, and which of its users are people here.
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.external;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
