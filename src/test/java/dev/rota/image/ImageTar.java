package dev.rota.image;

import dev.rota.Requisite;
import dev.rota.TestProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code target/rota-image.tar}, which {@code mvn -Pimage package} makes, unpacked. */
record ImageTar(JsonObject config, List<Path> layers) {
    private static final Path TAR = Path.of("target", "rota-image.tar");

    /** Skips the test where the image was not built. */
    static ImageTar unpacked(Path directory) throws IOException {
        if (!Files.exists(TAR)) {
            throw Requisite.missing("there is no " + TAR + ": mvn -Pimage package makes it");
        }
        run("tar", "-xf", TAR.toString(), "-C", directory.toString());
        var image = new JsonArray(Files.readString(directory.resolve("manifest.json"))).getJsonObject(0);
        var layers = image.getJsonArray("Layers").stream()
                .map(layer -> directory.resolve((String) layer))
                .toList();
        return new ImageTar(new JsonObject(Files.readString(directory.resolve(image.getString("Config")))), layers);
    }

    /** What a process is started with. */
    JsonObject container() {
        return config.getJsonObject("config");
    }

    /** What was put in, layer by layer from the lowest. */
    List<String> comments() {
        return config.getJsonArray("history").stream()
                .map(step -> ((JsonObject) step).getString("comment", "base"))
                .toList();
    }

    /** Entry point and arguments, as a runtime joins them. */
    List<String> command(String... arguments) {
        var command = new ArrayList<String>();
        container().getJsonArray("Entrypoint").forEach(word -> command.add((String) word));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Lays the layers over one another. */
    void into(Path root) throws IOException {
        for (var layer : layers) {
            run("tar", "--warning=no-unknown-keyword", "-xzpf", layer.toString(), "-C", root.toString());
        }
    }

    private static void run(String... command) throws IOException {
        var outcome = TestProcess.run(new ProcessBuilder(command).redirectErrorStream(true), Duration.ofSeconds(60));
        if (outcome.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + outcome.output());
        }
    }
}
