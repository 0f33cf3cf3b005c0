package dev.rota.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.settings.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

final class EmbeddedPostgresCrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Path directory = Path.of("unset");
    private EmbeddedPostgresSettings settings = TestServers.settings(directory);

    @BeforeEach
    void freshDirectory(TestInfo test) throws Exception {
        directory = TestServers.freshDirectory("crash-"
                + Integer.toHexString(
                        test.getTestMethod().orElseThrow().getName().hashCode()));
        settings = TestServers.settings(directory);
    }

    @Test
    void a_killed_server_is_restarted_on_its_port_with_its_rows_though_sessions_outlive_it() throws Exception {
        var events = new Events();
        try (var server = EmbeddedPostgres.start(settings, events);
                var busy = TestServers.connect(server.address());
                var statement = busy.createStatement()) {
            TestServers.execute(server.address(), "CREATE TABLE kept AS SELECT 'still here' AS word");
            var session = stubbornSession(server);
            for (var round = 1; round <= 2; round++) {
                assertThat(ProcessHandle.of(TestServers.postmaster(directory))
                                .orElseThrow()
                                .destroyForcibly())
                        .isTrue();
                assertThat(events.next()).isEqualTo("died 137");
                assertThat(events.next()).isEqualTo("restarted");
                assertThat(events.downtime).isLessThan(Duration.ofSeconds(20)); // measured: a quarter of a second
                assertThat(TestServers.query(server.address(), "SELECT word FROM kept"))
                        .isEqualTo("still here");
            }
            assertThat(Processes.running(session)).isFalse();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_stale_pid_file_is_removed_whatever_it_names() throws Exception {
        EmbeddedPostgres.start(settings).close();
        var file = PostmasterFile.in(new DataDirectory(directory).data());
        var otherProgram = new ProcessBuilder("sleep", "60").start();
        try {
            for (var pid : new String[] {"999999999", "", Long.toString(otherProgram.pid()), "1", "not a number"}) {
                Files.writeString(file, pid + "\n" + directory + "\n");
                EmbeddedPostgres.start(settings).close();
            }
            assertThat(otherProgram.isAlive()).isTrue();
        } finally {
            otherProgram.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_server_that_outlived_its_killed_jvm_is_replaced_and_no_row_is_lost() throws Exception {
        var jvm = TestServers.startInAnotherJvm(directory, false);
        TestServers.awaitReady(jvm);
        assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
                .isInstanceOf(DataDirectoryInUseException.class)
                .hasMessageContaining("process " + jvm.pid());
        assertThat(EmbeddedPostgres.find(directory)).isPresent();
        var survivor = TestServers.postmaster(directory);

        jvm.destroyForcibly().waitFor();
        assertThat(Processes.running(survivor)).isTrue();
        assertThat(EmbeddedPostgres.find(directory)).isEmpty();
        try (var server = EmbeddedPostgres.start(settings)) {
            assertThat(Processes.running(survivor)).isFalse();
            assertThat(TestServers.postmaster(directory)).isNotEqualTo(survivor);
            assertThat(TestServers.query(server.address(), "SELECT word FROM kept"))
                    .isEqualTo("written by another JVM");
        }
    }

    @Test
    void a_server_dies_with_its_killed_jvm_and_when_both_are_killed_the_log_is_replayed() throws Exception {
        var jvm = TestServers.startInAnotherJvm(directory, true);
        TestServers.awaitReady(jvm);
        var child = TestServers.postmaster(directory);
        jvm.destroyForcibly().waitFor();
        TestServers.await("the server's end", PATIENCE, () -> !Processes.running(child));

        var again = TestServers.startInAnotherJvm(directory, true);
        TestServers.awaitReady(again);
        var postmaster = ProcessHandle.of(TestServers.postmaster(directory)).orElseThrow();
        again.destroyForcibly();
        assertThat(postmaster.destroyForcibly()).isTrue();
        again.waitFor();
        try (var server = EmbeddedPostgres.start(settings)) {
            assertThat(TestServers.query(server.address(), "SELECT count(*) FROM kept"))
                    .isEqualTo("2");
        }
    }

    @Test
    void closing_while_the_server_is_down_ends_the_restarts() throws Exception {
        var events = new Events();
        var server = EmbeddedPostgres.start(settings, events);
        var control = new DataDirectory(directory).data().resolve("global/pg_control");
        Files.move(control, control.resolveSibling("hidden"));
        assertThat(ProcessHandle.of(TestServers.postmaster(directory))
                        .orElseThrow()
                        .destroyForcibly())
                .isTrue();
        assertThat(events.next()).isEqualTo("died 137");
        server.close();
        assertThat(FreePorts.isFree(server.port())).isTrue();
        assertThat(events.queue).isEmpty();
    }

    /** A session that does not notice its postmaster's death: it is stopped. */
    private static long stubbornSession(EmbeddedPostgres server) throws Exception {
        var connection = TestServers.connect(server.address());
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            assertThat(row.next()).isTrue();
            var pid = row.getLong(1);
            Processes.signal(pid, "STOP");
            return pid;
        }
    }

    private static final class Events implements EmbeddedPostgresListener {
        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(16);
        private volatile Duration downtime = Duration.ZERO;

        @Override
        public void died(int exitCode) {
            queue.add("died " + exitCode);
        }

        @Override
        public void restarted(Duration downtime) {
            this.downtime = downtime;
            queue.add("restarted");
        }

        private String next() throws InterruptedException {
            var event = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return event == null ? "nothing within " + PATIENCE : event;
        }
    }
}
