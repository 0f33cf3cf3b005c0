package dev.rota.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings, each with its type, default and bounds in one call. Reading never fails: a value that is refused is
 * noted and the default returned, so that one start reports every problem. {@link #finish} then throws if there is any.
 *
 * <p>Reading a key makes it known; whatever else the sources hold under Rota's names is refused. An empty value counts
 * as not set, except for lists in a file. Not for use by several threads.
 */
public final class SettingsReader {
    private static final Kind<String> TEXT = new Kind<>("", text -> text, text -> text);
    private static final Kind<List<String>> LIST = new Kind<>(
            "items separated by commas", SettingsReader::items, items -> String.join(",", items), true, true);
    private static final Kind<Path> PATH = new Kind<>("a path", Path::of, Path::toString);
    private static final Kind<Boolean> FLAG = Kind.oneOf(List.of(true, false), value -> Boolean.toString(value));

    private final SettingsSources sources;
    private final RawValues raws;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<SettingsProblem> problems = new ArrayList<>();

    SettingsReader(SettingsSources sources) {
        this.sources = sources;
        this.raws = new RawValues(sources, this::refuse);
        problems.addAll(sources.problems());
    }

    /** Any text, without white space around it. */
    public String text(String key, String otherwise) {
        return read(key, otherwise, TEXT);
    }

    /** Any text, without white space around it; null when not set. */
    public @Nullable String optionalText(String key) {
        return find(key, "", TEXT);
    }

    /** A whole number, both bounds included. */
    public int integer(String key, int otherwise, int min, int max) {
        Function<Integer, String> shown = number -> Integer.toString(number);
        return read(key, otherwise, Kind.within(min, max, "a whole number", Integer::valueOf, shown));
    }

    /** A size in bytes, both bounds included: {@code 512}, {@code 16KiB}, {@code 1MiB}, {@code 2GiB}. */
    public long bytes(String key, long otherwise, long min, long max) {
        Function<Long, String> shown = number -> Quantities.show(number);
        return read(key, otherwise, Kind.within(min, max, "a size (bytes, KiB, MiB, GiB)", Quantities::bytes, shown));
    }

    /** A length of time, both bounds included: {@code 250ms}, {@code 30s}, {@code 15m}, {@code 24h}, {@code 90d}, ISO. */
    public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        Function<Duration, String> shown = Quantities::show;
        return read(key, otherwise, Kind.within(min, max, "a duration (ms, s, m, h, d)", Quantities::duration, shown));
    }

    public boolean flag(String key, boolean otherwise) {
        return read(key, otherwise, FLAG);
    }

    /** Items separated by commas, trimmed. Empty in a file is the empty list, not the default. */
    public List<String> list(String key, List<String> otherwise) {
        return read(key, otherwise, LIST);
    }

    /** One of the constants, spelled in lower case with dashes: {@code READ_ONLY} is {@code read-only}. */
    public <E extends Enum<E>> E choice(String key, E otherwise) {
        var constants = Arrays.asList(otherwise.getDeclaringClass().getEnumConstants());
        return read(key, otherwise, Kind.oneOf(constants, SettingsReader::spelled));
    }

    /** A secret, which comes from a file or the environment and never from the command line; null when not set. */
    public @Nullable Secret secret(String key) {
        return secret(key, "a secret", text -> true);
    }

    /**
     * A secret of a certain form; null when not set or refused.
     *
     * @param form what is accepted, for people: the sentence goes on after "must be"
     */
    public @Nullable Secret secret(String key, String form, Predicate<String> accepted) {
        if (sources.flags().contains(key)) {
            problem(
                    key,
                    key + " is a secret, and others can read a command line: set "
                            + SettingsSources.variable(key + "-file") + " or " + SettingsSources.variable(key));
        }
        Function<String, Secret> parser = text -> {
            if (!accepted.test(text)) {
                throw new IllegalArgumentException("refused");
            }
            return new Secret(text);
        };
        return find(key, "", Kind.silent(form, parser));
    }

    /** A path; relative ones are meant from the working directory. */
    public Path path(String key, Path otherwise) {
        return read(key, otherwise, PATH);
    }

    /** An absolute URI with a host and without user and password; null when not set. */
    public @Nullable URI uri(String key) {
        return parsed(key, "an absolute URI without user and password", SettingsReader::absolute);
    }

    /**
     * A value of a type of its own; null when not set or refused.
     *
     * @param form what is accepted, for people: the sentence goes on after "must be"
     * @param parser throws IllegalArgumentException for what it refuses; its result's {@code toString} may be shown to
     *     anybody, the text itself never is
     */
    public <T> @Nullable T parsed(String key, String form, Function<String, T> parser) {
        return find(key, "", Kind.silent(form, text -> parser.apply(text.strip())));
    }

    /** As {@link #parsed(String, String, Function)}, with a default. */
    public <T> T parsed(String key, T otherwise, String form, Function<String, T> parser) {
        return read(key, otherwise, Kind.silent(form, text -> parser.apply(text.strip())));
    }

    /**
     * Notes what single values do not show, such as two settings that do not fit. The message names the key. Left out
     * when the key's own value was refused, since what follows from that is no news.
     */
    public void problem(String key, String message) {
        if (problems.stream().noneMatch(problem -> problem.key().equals(key))) {
            refuse(key, message);
        }
    }

    /** Everything read so far, in the order it was read. */
    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /** What is wrong so far, then every name in the sources that nobody has read. */
    public List<SettingsProblem> problems() {
        return Stream.concat(problems.stream(), new UnknownNames(sources, settings.keySet()).problems())
                .toList();
    }

    /** Throws a {@link SettingsException} with all problems, if there are any. Call it when every feature has read. */
    public void finish() {
        var all = problems();
        if (!all.isEmpty()) {
            throw new SettingsException(all);
        }
    }

    /**
     * The same for a command that uses no settings but {@code keys}: what is wrong with the others is for whoever starts
     * the server, which may be another machine. Names that nobody has read still count.
     */
    public void finish(Set<String> keys) {
        var ours = problems().stream()
                .filter(problem -> keys.contains(problem.key()) || !settings.containsKey(problem.key()))
                .toList();
        if (!ours.isEmpty()) {
            throw new SettingsException(ours);
        }
    }

    private <T> T read(String key, T otherwise, Kind<T> kind) {
        var found = find(key, kind.shown().apply(otherwise), kind);
        return found != null ? found : otherwise;
    }

    private <T> @Nullable T find(String key, String otherwise, Kind<T> kind) {
        var raw = raws.of(key);
        if (raw == null || (raw.value().isEmpty() && !kind.emptyCounts())) {
            settings.put(key, new Setting(key, otherwise, otherwise, kind.form(), "default"));
            return null;
        }
        try {
            var value = kind.parser().apply(kind.echoed() ? raw.value().strip() : raw.value());
            settings.put(key, new Setting(key, kind.shown().apply(value), otherwise, kind.form(), raw.place()));
            return value;
        } catch (IllegalArgumentException e) {
            var refused = kind.echoed() ? " is " + Shown.text(raw.value()) + " but" : "";
            refuse(key, key + " (" + raw.place() + ")" + refused + " must be " + kind.form());
            settings.put(key, new Setting(key, otherwise, otherwise, kind.form(), raw.place() + ", refused"));
            return null;
        }
    }

    private void refuse(String key, String message) {
        problems.add(new SettingsProblem(key, message));
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> items(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static URI absolute(String text) {
        var uri = URI.create(text);
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("not absolute, or with credentials");
        }
        return uri;
    }
}
