/** What the official conformance suite expects of a server under test. */
@NullMarked
package dev.rota.mcp.conformance;

import org.jspecify.annotations.NullMarked;
