/**
 * A server as the command line calls it: tools over MCP, the admin API, and signing in. Every call has a deadline, every
 * answer a bound, and what a server refuses is told with its hint.
 */
@CheckReturnValue
@NullMarked
package dev.rota.cli.remote;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
