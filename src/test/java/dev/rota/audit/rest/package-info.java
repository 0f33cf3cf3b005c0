/** The audit log over HTTP. */
@NullMarked
package dev.rota.audit.rest;

import org.jspecify.annotations.NullMarked;
