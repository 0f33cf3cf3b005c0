package dev.rota.cli;

import dev.rota.settings.Setting;
import dev.rota.settings.SettingsProblem;
import dev.rota.settings.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Shows which settings are in effect and where each comes from, and everything that is wrong with them. */
@Command(name = "check-config", description = "Show the settings in effect, and all problems with them.")
final class CheckConfigCommand implements Callable<Integer> {
    @Mixin
    private final SettingsOptions options;

    @Mixin
    private final Output output = new Output();

    private final Function<SettingsReader, ?> features;

    /** @param features reads the settings of every feature; what it makes of them does not matter here */
    CheckConfigCommand(SettingsOptions options, Function<SettingsReader, ?> features) {
        this.options = options;
        this.features = features;
    }

    @Override
    public Integer call() {
        var reader = options.reader(Map.of());
        Objects.requireNonNull(features.apply(reader));
        var settings = reader.settings();
        var problems = reader.problems();
        output.print(json(settings, problems), out -> table(out, settings));
        problems.forEach(problem -> output.complain(problem.message()));
        return problems.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static JsonObject json(List<Setting> settings, List<SettingsProblem> problems) {
        var shown = new JsonArray();
        settings.forEach(setting -> shown.add(new JsonObject()
                .put("key", setting.key())
                .put("value", setting.value())
                .put("source", setting.source())
                .put("default", setting.otherwise())
                .put("accepted", setting.bounds())));
        var wrong = new JsonArray();
        problems.forEach(
                problem -> wrong.add(new JsonObject().put("key", problem.key()).put("message", problem.message())));
        return new JsonObject()
                .put("valid", problems.isEmpty())
                .put("settings", shown)
                .put("problems", wrong);
    }

    private static void table(PrintWriter out, List<Setting> settings) {
        int keys = settings.stream()
                .mapToInt(setting -> setting.key().length())
                .max()
                .orElse(0);
        int values = settings.stream()
                .mapToInt(setting -> setting.value().length())
                .max()
                .orElse(0);
        for (var setting : settings) {
            var line = String.format("%-" + (keys + 3) + "s", setting.key() + " =")
                    + String.format("%-" + (values + 2) + "s", setting.value());
            out.println(line + "# " + setting.source());
        }
    }
}
