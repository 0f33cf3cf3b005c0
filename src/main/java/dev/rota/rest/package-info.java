/**
 * The admin REST API as an engine: what a feature declares ({@link dev.rota.rest.Endpoint}), and everything that is the same
 * for all of them: credential, organization, permission, body, transaction, audit, idempotency, ETag, cursors, problems, and
 * the OpenAPI document.
 *
 * <p>Knows no resource by name. An endpoint cannot be declared without saying who may use it.
 */
@CheckReturnValue
@NullMarked
package dev.rota.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
