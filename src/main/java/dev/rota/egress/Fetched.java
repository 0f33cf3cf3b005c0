package dev.rota.egress;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * An answer.
 *
 * @param status of any kind; one of a redirect was not followed
 * @param body empty unless the status is 2xx: nobody asked for another's error page
 */
public record Fetched(int status, MultiMap headers, Buffer body) {}
