/** Golden exchanges: requests and their exact answers as files, against a server with tools of every kind. */
@NullMarked
package dev.rota.mcp.golden;

import org.jspecify.annotations.NullMarked;
