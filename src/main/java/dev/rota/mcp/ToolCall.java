package dev.rota.mcp;

import dev.rota.identity.Caller;

/**
 * One call of one tool.
 *
 * @param caller who calls, narrowed to the organization and project that path or arguments name
 * @param name the name the tool was called by, which a dialect or an alias may have changed; for the audit
 * @param arguments validated, under their listed names
 * @param exchange what the protocol offers while the call runs
 */
public record ToolCall(Caller caller, String name, ToolArguments arguments, Exchange exchange) {}
