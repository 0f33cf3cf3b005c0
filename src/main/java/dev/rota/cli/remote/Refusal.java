package dev.rota.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** How refusals of a server are told on a terminal: what, then what to do about it. */
final class Refusal {
    private Refusal() {}

    /** A tool's error: {@code {code, message, hint, accepted?…}} (catalogue section 7). */
    static RemoteException ofTool(JsonObject error) {
        return RemoteException.refused(said(error, error.getString("message", "the tool failed")), error);
    }

    /**
     * A request that was not taken.
     *
     * @param message the JSON-RPC message it was answered with; empty where the answer is none
     */
    static RemoteException ofRequest(String url, int status, JsonObject message) {
        var error = message.getValue("error") instanceof JsonObject given ? given : new JsonObject();
        var data = error.getValue("data") instanceof JsonObject given ? given : new JsonObject();
        if (status == 401) {
            return RemoteException.refused(
                    "Authentication failed: the API key is not valid here, was revoked, or has"
                            + " expired. Make another with 'rota auth agent-key create'.",
                    data);
        }
        if (status == 404 && data.isEmpty()) {
            return RemoteException.refused("there is no MCP endpoint at " + url, error);
        }
        var text =
                error.getValue("message") instanceof String given ? given : "the server answered with HTTP " + status;
        return RemoteException.refused(said(data, text), data.isEmpty() ? error : data);
    }

    /** A problem document of the admin API (RFC 9457). */
    static RemoteException ofProblem(String url, int status, JsonObject problem) {
        if (status == 401 && "insufficient_user_authentication".equals(problem.getString("code"))) {
            return RemoteException.refused(
                    "This needs a sign-in of the last minutes: run 'rota auth login' again.", problem);
        }
        if (status == 401) {
            return RemoteException.refused(
                    "Authentication failed: the sign-in is over or the token is none of the admin API. Run 'rota auth"
                            + " login'.",
                    problem);
        }
        if (problem.isEmpty()) {
            return new RemoteException(url + " answered with HTTP " + status + " and nothing that explains it");
        }
        var errors = problem.getJsonArray("errors", new JsonArray());
        var text = errors.isEmpty()
                ? problem.getString("detail", problem.getString("title", "HTTP " + status))
                : errors.stream().map(one -> line((JsonObject) one)).collect(Collectors.joining("\n"));
        return RemoteException.refused(text, problem);
    }

    private static String line(JsonObject error) {
        var place = error.getString("pointer", error.getString("parameter", ""));
        return place + ": " + said(error, error.getString("detail", "is refused"));
    }

    private static String said(JsonObject error, String message) {
        var text = new StringBuilder(message);
        if (error.getValue("hint") instanceof String hint) {
            text.append('\n').append(hint);
        }
        var accepted = error.getJsonArray("accepted");
        if (accepted != null && !accepted.isEmpty()) {
            text.append("\naccepted: ")
                    .append(String.join(
                            ", ", accepted.stream().map(String::valueOf).toList()));
        }
        return text.toString();
    }
}
