/**
 * Values that leave the server and come back unchanged or not at all: cursors and other signed positions; and secrets
 * that the database keeps and cannot read. With the HMAC that all keyed hashes are made by.
 *
 * <p>Owns the signing keys and their rotation. A seal says who, for what and until when, so that one caller's value is
 * worth nothing to another; it never replaces authentication.
 */
@CheckReturnValue
@NullMarked
package dev.rota.seal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
