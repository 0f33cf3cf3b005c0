package dev.rota.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Requisite;
import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A database whose tables lie on a disk that is full: a memory file system of its own, which only root may mount, so in the full
 * form alone (security F6). It fills while writers write, and then it is made larger.
 */
@EnabledIfSystemProperty(named = "rota.test.full", matches = "true")
final class SmallDiskTest {
    private static final int MOST_CALLS = 2_000;

    private final Random random = new Random(6);

    @Test
    void f6_a_full_disk_refuses_and_a_larger_one_takes_on_without_a_restart() throws Exception {
        var disk = Files.createDirectories(Path.of("target", "test-small-disk").toAbsolutePath());
        leaveNothingOf(disk);
        if (!run("mount", "-t", "tmpfs", "-o", "size=64m", "rota-test", disk.toString())) {
            throw Requisite.missing("mounting is for root");
        }
        try {
            fill(disk);
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    /** A run that was killed left its disk mounted: a namespace of its own is not to be had, the database's server is outside. */
    private static void leaveNothingOf(Path disk) throws IOException, InterruptedException {
        var mounts = Files.readAllLines(Path.of("/proc/self/mounts"));
        for (var mount : mounts) {
            if (mount.split(" ", -1)[1].equals(disk.toString())) {
                assertThat(run("umount", "-l", disk.toString())).isTrue();
            }
        }
    }

    private void fill(Path disk) throws Exception {
        var copy = TestDatabase.create();
        moveTo(disk, copy);
        try (var server = TestServer.start(copy, Map.of())) {
            var token = server.organization().agentToken(Restrictions.NONE);
            var acknowledged = 0;
            var answer = create(server, token);
            for (; answer.status() == 200 && acknowledged < MOST_CALLS; answer = create(server, token)) {
                acknowledged++;
            }
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("storage_full").doesNotContain("pg_tblspc");
            assertThat(server.alive().status()).isEqualTo(200);
            assertThat(copy.ask("SELECT count(*) FROM rota.task")).containsExactly(Integer.toString(acknowledged));
            assertThat(copy.ask(
                            "SELECT count(*) FROM rota.audit_event WHERE action = 'create_task' AND outcome = 'ok'"))
                    .containsExactly(Integer.toString(acknowledged));

            assertThat(run("mount", "-o", "remount,size=96m", disk.toString())).isTrue();
            assertThat(create(server, token).status()).isEqualTo(200);
            System.out.printf("SmallDiskTest: %d acknowledged and there, then storage_full, then 200%n", acknowledged);
        } finally {
            copy.maintain("DROP DATABASE " + copy.address().database() + " WITH (FORCE)");
            copy.maintain("DROP TABLESPACE small_disk");
        }
    }

    /** The database's files, all of them; the log of its server's transactions stays where it is. */
    private static void moveTo(Path disk, TestDatabase copy) throws IOException {
        var data = Path.of(copy.ask("SHOW data_directory").get(0));
        Files.setOwner(disk, Files.getOwner(data));
        copy.maintain("CREATE TABLESPACE small_disk LOCATION '" + disk + "'");
        copy.maintain("ALTER DATABASE " + copy.address().database() + " SET TABLESPACE small_disk");
    }

    /** Text that does not compress. */
    private TestServer.Answer create(TestServer server, OpaqueToken token) {
        var text = new StringBuilder();
        random.ints(100_000, 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
        return server.tool(
                token,
                "create_task",
                new JsonObject().put("title", "One").put("project", "DEV").put("description", text.toString()));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor() == 0;
    }
}
