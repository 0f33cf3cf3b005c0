package dev.rota.app.demo;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * How the demo is entered.
 *
 * @param file where {@code json} is kept
 * @param json as design section 6 shows it; full of secrets
 */
public record DemoAccess(Path file, JsonObject json) {
    /** The key of the agent of {@code organization}. */
    public String agentKey(String organization) {
        return json.getJsonObject("organizations").getJsonObject(organization).getString("agent_key");
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
