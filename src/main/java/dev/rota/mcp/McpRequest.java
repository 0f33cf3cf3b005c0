package dev.rota.mcp;

import dev.rota.identity.RequestInfo;
import io.vertx.core.http.HttpServerRequest;

/**
 * One HTTP request to an MCP path, before anything of its body counts.
 *
 * @param http headers, peer and query
 * @param path what its path selects
 */
public record McpRequest(HttpServerRequest http, McpPath path, RequestInfo info) {}
