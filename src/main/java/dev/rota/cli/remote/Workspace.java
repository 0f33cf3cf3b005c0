package dev.rota.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The project that tools work in.
 *
 * @param organization slug
 */
public record Workspace(String organization, String key, long id, String name) {
    /**
     * The project that is named, of those the key reaches; without a name its only one. Fails with {@link
     * RemoteException} where that is none or several.
     *
     * @param tools any native path of the server
     * @param project key or id
     */
    public static Workspace find(McpClient tools, @Nullable String project) {
        var known = all(tools);
        var fitting = known.stream()
                .filter(one -> project == null
                        || one.key.equalsIgnoreCase(project)
                        || Long.toString(one.id).equals(project))
                .toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        var choices = known.stream().map(one -> one.key + " (" + one.id + ")").collect(Collectors.joining(", "));
        throw new RemoteException(
                project == null
                        ? "No workspace configured: set rota.project, ROTA_PROJECT or ANYTASK_WORKSPACE_ID to one of "
                                + choices
                        : fitting.isEmpty()
                                ? "There is no project " + project + " for this key; it reaches "
                                        + (choices.isEmpty() ? "none" : choices)
                                : "Several organizations have a project " + project + ": name it by id, one of "
                                        + choices);
    }

    /** The projects that the key reaches. */
    public static List<Workspace> all(McpClient tools) {
        var context = tools.call("get_context", new JsonObject().put("include", new JsonArray().add("projects")));
        return context.getJsonArray("projects", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(one -> new Workspace(
                        one.getString("organization", context.getString("organization", "")),
                        one.getString("key"),
                        one.getLong("id"),
                        one.getString("name", "")))
                .toList();
    }

    /** The native path that is pinned to it; a dialect's name may follow. */
    public String path() {
        return "/mcp/o/" + organization + "/p/" + key;
    }
}
