package dev.rota.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The project that tools work in.
 *
 * @param organization slug
 */
public record Workspace(String organization, String key, long id, String name) {
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 100;

    /**
     * The project that is named, of those the key reaches; without a name its only one. Fails with {@link
     * RemoteException} where that is none or several.
     *
     * @param tools any native path of the server
     * @param project key or id
     */
    public static Workspace find(McpClient tools, @Nullable String project) {
        var context = tools.call("get_context", new JsonObject().put("include", new JsonArray().add("projects")));
        var only = context.getString("organization", "");
        var known = read(context, only);
        var all = project == null || !isCut(context) ? known : listed(tools, project, only);
        var fitting = all.stream()
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

    /** Whether there are more projects than the context tells. */
    private static boolean isCut(JsonObject context) {
        return context.getJsonArray("truncated", new JsonArray()).contains("projects");
    }

    /** Page by page, those that may be meant. */
    private static List<Workspace> listed(McpClient tools, String project, String organization) {
        var arguments = new JsonObject().put("limit", PAGE);
        if (!project.matches("[0-9]+")) { // a key or what it begins with; an id is asked for by none
            arguments.put("query", project);
        }
        var all = new ArrayList<Workspace>();
        for (var page = 0; page < MOST_PAGES; page++) {
            var answer = tools.call("list_projects", arguments);
            all.addAll(read(answer, organization));
            var next = answer.getString("next_cursor");
            if (next == null) {
                return all;
            }
            arguments.put("cursor", next);
        }
        return all;
    }

    private static List<Workspace> read(JsonObject answer, String organization) {
        return answer.getJsonArray("projects", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(one -> new Workspace(
                        one.getString("organization", organization),
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
