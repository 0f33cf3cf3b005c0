package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code loadtest/run.sh} with a server and simulations that only say what the real ones might. */
@Timeout(60)
class LoadTestScriptTest {
    /** What each simulation says: as many bounds as it has, all held, and one figure without. */
    private static final String MAVEN =
            """
            figures=/dev/null bounds=0
            for argument in "$@"; do
                case $argument in
                    -Dgatling.simulationClass=dev.rota.loadtest.*) simulation=${argument##*.} ;;
                    -Dfigures=*) figures=${argument#*=} ;;
                    -Dout=*) out=${argument#*=} ;;
                    -Dtimes=*) times=${argument#*=} ;;
                    -Dmix=1,0,0) tools=list_tasks ;;
                esac
            done
            goodput=80 p99=300 calm=100 late=2 held=yes exit=0 capacity=100 name=${simulation:-compile}
            case $name in
                Capacity) bounds=2 name="Capacity, ${tools:-all}" ;;
                Overload) name="Overload, ${tools:-all}" bounds=3; case "$name at $times" in *" 10") bounds=2 ;; *", all"*) bounds=3 ;; esac ;; # and p99, below
                NoisyNeighbour) bounds=4 ;;
                IdleStreams | Soak) bounds=5 ;;
                Aging) bounds=3 ;;
            esac
            FAULT
            [ "${tools:-all}" = list_tasks ] || capacity=$((capacity / 2))
            case "$name at ${times:-}" in
                "Overload, list_tasks at 2")
                    echo "| $name | goodput at 2 C | $goodput/s of 200/s offered |  |  |"
                    echo "| $name | p99 of what is answered at 2 C | $p99 ms, $calm ms at 0.7 C |  |  |"
                    echo "| $name | refused in the first turn after 5 s | $late, of the other 1, of 100 |  |  |" ;;
                "Overload, all at 2")
                    echo "| $name | goodput at 2 C | 7/s of 200/s offered |  |  |"
                    echo "| $name | p99 of what is answered at 2 C | 7 ms, 1 ms at 0.7 C | at most 250 ms | yes |" ;;
            esac >>"$figures"
            [ -z "${out:-}" ] || echo $capacity >"$out"
            [ -z "${simulation:-}" ] || echo "$name $*" >>simulations
            for bound in $(seq $bounds); do echo "| $name | $bound | 1 | at most 1 | $held |" >>"$figures"; done
            [ -z "${simulation:-}" ] || echo "| $name | a figure | 1 |  |  |" >>"$figures"
            exit $exit
            """;

    private final Path checkout;
    private final Path tools;

    LoadTestScriptTest(@TempDir Path directory) {
        this.checkout = directory.resolve("check out");
        this.tools = directory.resolve("tools");
    }

    private record Outcome(int exit, String table) {}

    @BeforeEach
    void copyScript() throws IOException {
        Files.createDirectories(checkout.resolve("loadtest/seed"));
        Files.createDirectories(tools);
        Files.copy(Path.of("loadtest/run.sh"), checkout.resolve("loadtest/run.sh"), StandardCopyOption.COPY_ATTRIBUTES);
        script(
                checkout.resolve("rota"),
                "case $1 in serve) echo \"$*\" >>simulations; echo 'ready: now'; exec sleep 60 ;; esac");
        script(checkout.resolve("loadtest/seed/run.sh"), "touch \"$4\"");
    }

    @Test
    void it_succeeds_when_all_was_measured_and_every_bound_held() throws Exception {
        var outcome = run(":");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.table())
                .contains("| Soak | 5 | 1 | at most 1 | yes |")
                .contains("| Overload, list_tasks | median of goodput at 2 C | 0.8000 C | at least 0.8 C | yes |")
                .contains("| Overload, list_tasks | median of p99 at 2 C | 1.0000 of what is allowed |")
                .doesNotContain("NO");
    }

    @Test
    void floods_get_the_c_found_before_them_and_the_soak_the_lesser_of_two() throws Exception {
        for (var found : List.of("30", "70")) {
            run("[ \"${out##*/}\" != capacity-of-soak ] || capacity=$((2 * " + found + "))");

            assertThat(simulations("Overload, list_tasks").filter(one -> !one.contains("/warm-up")))
                    .hasSizeGreaterThan(1)
                    .allMatch(one -> one.contains("-Dcapacity=100 "));
            assertThat(simulations("Capacity").filter(one -> !one.contains("/warm")))
                    .hasSizeGreaterThan(2)
                    .allMatch(one -> one.contains("-Dhold="));
            assertThat(simulations("Overload, all")).allMatch(one -> one.contains("-Dcapacity=50 "));
            assertThat(simulations("Soak").findFirst().orElseThrow())
                    .contains("-Dcapacity=" + (found.equals("30") ? "30 " : "50 "));
        }
    }

    @Test
    void the_server_that_was_soaked_is_held_beside_a_fresh_one() throws Exception {
        run(":");

        var aging = simulations("Aging").findFirst().orElseThrow();
        assertThat(argument(aging, "tokensFile"))
                .isEqualTo(argument(simulations("Soak").findFirst().orElseThrow(), "tokensFile"));
        assertThat(argument(aging, "beside")).isNotEqualTo(argument(aging, "tokensFile"));
        assertThat(simulations("Capacity").filter(one -> one.contains(argument(aging, "beside"))))
                .as("warmed up before the floods and before the soak")
                .hasSize(2);
        assertThat(simulations("Overload").filter(one -> one.contains("-Dtimes=10") || one.contains("-Dalone=false")))
                .isNotEmpty()
                .allMatch(one -> argument(one, "beside").equals(argument(aging, "beside")));
        assertThat(aging).contains("-Dcapacity=50 ");
        assertThat(Files.readAllLines(checkout.resolve("simulations")).stream()
                        .dropWhile(line -> !line.startsWith("Soak"))
                        .map(line -> line.substring(0, line.indexOf(' '))))
                .as("nothing is started again, and no time passes")
                .containsExactly("Soak", "Aging");
    }

    @Test
    void a_bound_that_was_not_held_fails_it() throws Exception {
        assertThat(run("[ \"${simulation:-}\" != Soak ] || held=NO").exit()).isOne();
    }

    @Test
    void an_assertion_without_a_row_or_a_crash_after_all_rows_fails_it() throws Exception {
        assertThat(run("[ \"${simulation:-}\" != NoisyNeighbour ] || exit=1").exit())
                .isOne();
    }

    @Test
    void a_median_below_eight_tenths_of_what_it_can_do_fails_it() throws Exception {
        var outcome = run("goodput=79");

        assertThat(outcome.exit()).isOne();
        assertThat(outcome.table()).contains("| 0.7900 C | at least 0.8 C | NO |");
    }

    @Test
    void a_median_of_times_above_what_is_allowed_fails_it() throws Exception {
        for (var times : List.of("p99=251 calm=80", "p99=301 calm=100")) {
            var outcome = run(times);

            assertThat(outcome.exit()).as(times).isOne();
            assertThat(outcome.table()).contains("| 1.00").contains("0.7 C | NO |");
        }
    }

    @Test
    void a_median_of_what_is_refused_after_floods_fails_it() throws Exception {
        var outcome = run("late=3");

        assertThat(outcome.exit()).isOne();
        assertThat(outcome.table()).contains("| 0.0200 of the calls more").contains("| at most 0.01 | NO |");
    }

    @Test
    void a_flood_without_a_time_is_told_apart() throws Exception {
        var outcome = run("p99=none");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.table()).contains("| not known of what is allowed |");
    }

    @Test
    void a_bound_that_was_not_looked_at_is_told_apart() throws Exception {
        var outcome = run("[ \"${simulation:-}\" != IdleStreams ] || bounds=2");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.table()).contains("| IdleStreams | bounds looked at | 2 | 5 | NO |");
    }

    @Test
    void a_capacity_that_was_not_found_ends_it() throws Exception {
        for (var fault : List.of("capacity=0", "[ \"${simulation:-}\" != Capacity ] || exit 1")) {
            assertThat(run(fault).exit()).as(fault).isEqualTo(2);
        }
    }

    private Outcome run(String fault) throws Exception {
        script(tools.resolve("mvn"), MAVEN.replace("FAULT", fault));
        Files.deleteIfExists(checkout.resolve("simulations"));
        var builder = new ProcessBuilder(checkout.resolve("loadtest/run.sh").toString(), "quick")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.directory(checkout.toFile());
        builder.environment().put("LOAD_GROUPED", "1"); // CpuGroupTest has its own
        var process = builder.start();
        var table = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        return new Outcome(process.exitValue(), table);
    }

    /** Since the last {@link #run}, each with its arguments. */
    private Stream<String> simulations(String name) throws IOException {
        return Files.readAllLines(checkout.resolve("simulations")).stream().filter(line -> line.startsWith(name));
    }

    private static String argument(String simulation, String name) {
        var from = simulation.indexOf("-D" + name + "=") + name.length() + 3;
        return simulation.substring(from, simulation.indexOf(' ', from));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
