package dev.rota.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Its message has one line for each problem, since all are reported together. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingsProblem> problems;

    public SettingsException(List<SettingsProblem> problems) {
        super(problems.stream().map(SettingsProblem::message).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** Never empty; in the order the settings were read, unknown names last. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
