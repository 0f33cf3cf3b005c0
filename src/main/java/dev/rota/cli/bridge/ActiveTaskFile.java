package dev.rota.cli.bridge;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code .rota/active_task.json} in the working directory, as AnyTask's users know it: which task is selected, and the
 * version to send with its next change. The server is the truth; this is its mirror. For any thread.
 */
public final class ActiveTaskFile implements Traffic {
    private static final List<String> MEMBERS =
            List.of("task_id", "version", "title", "status", "workspace_id", "last_sync");

    private final Path file;
    private final Clock clock;
    private final Consumer<String> complaints;

    /**
     * @param directory where the client works
     * @param complaints takes what goes wrong, which stops nothing
     */
    public ActiveTaskFile(Path directory, Clock clock, Consumer<String> complaints) {
        file = directory.resolve(".rota").resolve("active_task.json");
        this.clock = clock;
        this.complaints = complaints;
    }

    /** Writes what the server says; where nothing is selected, the file goes. */
    public synchronized void synchronize(JsonObject selected) {
        try {
            if (selected.containsKey("task_id")) {
                write(selected);
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            complaints.accept("cannot keep " + file + ": " + e.getMessage());
        }
    }

    /** Follows a selection, and changes of the selected task. */
    @Override
    public synchronized void heard(JsonObject request, String answer) {
        if (!"tools/call".equals(request.getValue("method"))) {
            return;
        }
        try {
            var content = content(answer);
            if (content.getValue("active_task") instanceof JsonObject selected) {
                synchronize(selected);
            } else if (content.getValue("task") instanceof JsonObject task) {
                follow(task);
            }
        } catch (IOException e) {
            complaints.accept("cannot keep " + file + ": " + e.getMessage());
        }
    }

    private void follow(JsonObject task) throws IOException {
        var kept = read();
        if (kept != null && kept.getValue("task_id", "").equals(task.getValue("task_id"))) {
            write(task);
        }
    }

    private static JsonObject content(String answer) {
        try {
            return new JsonObject(answer).getValue("result") instanceof JsonObject result
                            && result.getValue("structuredContent") instanceof JsonObject content
                    ? content
                    : new JsonObject();
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }

    private @Nullable JsonObject read() throws IOException {
        try {
            return new JsonObject(Files.readString(file));
        } catch (NoSuchFileException | DecodeException nothing) {
            return null;
        }
    }

    private void write(JsonObject task) throws IOException {
        var json = new JsonObject();
        MEMBERS.forEach(name -> json.put(name, task.getValue(name)));
        json.put("last_sync", clock.instant());
        Files.createDirectories(file.getParent());
        var next = Files.createTempFile(file.getParent(), "active_task", ".json");
        Files.writeString(next, json.encodePrettily() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
