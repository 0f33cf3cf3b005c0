package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code loadtest/cpu-group.sh}: with the right to make a group, without it, and where none is needed. */
@Timeout(60)
class CpuGroupTest {
    private final List<Process> started = new ArrayList<>();

    @Test
    void it_ends_as_its_command_does() throws Exception {
        assertThat(run("sh", "-c", "exit 7").waitFor()).isEqualTo(7);
        assertThat(run("true").waitFor()).isZero();
    }

    @Test
    void what_the_command_says_and_is_told_passes_through() throws Exception {
        var process = run("sh", "-c", "echo \"$1\"", "sh", "two  words");
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("two  words\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void who_ends_it_ends_the_command() throws Exception {
        var process = run("sh", "-c", "echo $$; exec sleep 50");
        try (var said = process.inputReader()) {
            var command = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(command.isAlive()).isFalse();
        }
    }

    @AfterEach
    void no_group_is_left() {
        for (var process : started) {
            for (var root : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/cpu")) {
                assertThat(Path.of(root, "rota-load-" + process.pid())).doesNotExist();
            }
        }
    }

    private Process run(String... command) throws IOException {
        var all = new ArrayList<>(List.of("loadtest/cpu-group.sh"));
        all.addAll(List.of(command));
        var process = new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }
}
