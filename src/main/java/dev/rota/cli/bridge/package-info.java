/**
 * MCP over standard input and output for clients that start a program (MCP transports, "stdio"), passed on to a server over
 * HTTP. Messages of both eras go through as they are; standard output holds messages and nothing else.
 */
@CheckReturnValue
@NullMarked
package dev.rota.cli.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
