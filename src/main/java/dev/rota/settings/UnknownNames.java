package dev.rota.settings;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Names in the sources that no feature reads: misspelled, of another version, or meant for something else. They stop
 * the start, because a limit that was misspelled is a limit that is not there.
 */
final class UnknownNames {
    /** Read by the launcher, before there is a process that could read settings. */
    private static final Set<String> NOT_SETTINGS = Set.of("ROTA_JAVA_OPTS");

    private final SettingsSources sources;
    private final Set<String> keys = new TreeSet<>();
    private final Set<String> variables = new TreeSet<>();

    /** @param read the keys that somebody read */
    UnknownNames(SettingsSources sources, Collection<String> read) {
        this.sources = sources;
        keys.addAll(read);
        read.stream().map(SettingsSources::variable).forEach(variables::add);
    }

    Stream<SettingsProblem> problems() {
        return Stream.of(
                        unknown(sources.flags(), keys, "flag"),
                        unknown(
                                sources.environment().stream()
                                        .filter(name -> name.startsWith("ROTA_"))
                                        .toList(),
                                variables,
                                "environment variable"),
                        unknown(sources.file(), keys, "setting"))
                .flatMap(problems -> problems);
    }

    private Stream<SettingsProblem> unknown(Collection<String> names, Set<String> known, String what) {
        return names.stream().filter(name -> !isKnown(name)).sorted().map(name -> problem(name, known, what));
    }

    private boolean isKnown(String name) {
        return NOT_SETTINGS.contains(name)
                || keys.contains(name)
                || variables.contains(name)
                || keys.contains(without("-file", name))
                || variables.contains(without("_FILE", name))
                || keys.stream().anyMatch(key -> name.equals(Aliases.of(key)));
    }

    private static String without(String ending, String name) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }

    private static SettingsProblem problem(String name, Set<String> known, String what) {
        var shown = Shown.text(name);
        var nearest = NearestName.among(known, shown).map(near -> " (did you mean " + near + "?)");
        return new SettingsProblem(shown, "unknown " + what + " " + shown + nearest.orElse(""));
    }
}
