package dev.rota.dialect.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.dialect.laws.Tongue.Names;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All tongues at the same tasks, in any order and at once: nobody's word is lost, and the rules of tasks hold. */
class InterleavingTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final int STEPS = FULL ? 2_000 : 120;
    private static final int TASKS = 12;
    /** What a status or a title may change beside itself. */
    private static final List<String> OF_THE_CHANGE =
            List.of("status", "title", "version", "updated_at", "completed_at", "claim");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_said_in_any_tongue_is_read_back_in_it_and_erases_nothing(long seed) {
        var room = new Room(server, seed);
        for (var i = 0; i < STEPS; i++) {
            room.step();
            if (i % 20 == 19) {
                room.check();
            }
        }
        room.check();
    }

    @Test
    void the_rules_hold_while_all_talk_at_once() throws Exception {
        var room = new Room(server, 4);
        try (var threads = new Threads(6)) {
            var talking = new ArrayList<Callable<Void>>();
            for (var i = 0; i < 6; i++) {
                var random = new Random(i);
                talking.add(() -> {
                    for (var step = 0; step < STEPS / 3; step++) {
                        room.disturb(random);
                    }
                    return null;
                });
            }
            threads.all(talking);
        }
        room.check();
    }

    private static final class Threads implements AutoCloseable {
        private final java.util.concurrent.ExecutorService pool;

        Threads(int count) {
            pool = Executors.newFixedThreadPool(count);
        }

        void all(List<Callable<Void>> work) throws Exception {
            for (var done : pool.invokeAll(work)) {
                done.get();
            }
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }

    /** An organization with some tasks full of detail, and those who talk about them. */
    private static final class Room {
        private final TestServer server;
        private final TestOrganization acme;
        private final Random random;
        private final AtomicInteger said = new AtomicInteger();
        private final List<Speaker> speakers = new ArrayList<>();
        private final Speaker observer;
        private final List<Names> tasks = new ArrayList<>();

        Room(TestServer server, long seed) {
            this.server = server;
            acme = server.organization();
            random = new Random(seed);
            for (var tongue : Tongue.ALL) {
                var token = tongue.equals(Tongue.WORK_X)
                        ? acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE)
                        : acme.agentToken(Restrictions.NONE);
                speakers.add(new Speaker(server, tongue, token, said));
            }
            observer = new Speaker(server, Tongue.NATIVE, acme.agentToken(Restrictions.NONE), said);
            for (var i = 0; i < TASKS; i++) {
                tasks.add(detailed(i));
            }
        }

        private Names detailed(int i) {
            var depends = i % 3 == 2 ? ", 'depends_on': ['" + tasks.get(i - 1).key() + "']" : "";
            var made = observer.must(
                    "create_task {'title': 'T" + i + "', 'project': 'DEV', 'labels': ['a', 'b" + i
                            + "'], 'acceptance': ['it works'], 'priority': 1, 'kind': 'mixed', 'due_at': '2027-01-01T00:00:00Z'"
                            + ", 'metadata': {'x': {'y': " + i + "}}" + depends + "}",
                    Map.of());
            var names = names(made.getJsonObject("task").getString("key"));
            var written = "update_task {'taskId': 'KEY', 'description': {'type': 'doc', 'n': [1, {'deep': true}]}}";
            var five = speakers.stream()
                    .filter(speaker -> speaker.tongue().equals(Tongue.FIVE_TOOL))
                    .findFirst()
                    .orElseThrow();
            assertThat(five.say(written, Map.of("KEY", names.key())).done()).isTrue();
            return names;
        }

        private Names names(String key) {
            var task = observer.must("get_task {'task': 'KEY'}", Map.of("KEY", key));
            return new Names(key, task.getLong("id"), task.getString("uuid"));
        }

        /** One thing said by one of them, and what must be so of it. */
        void step() {
            var names = tasks.get(random.nextInt(tasks.size()));
            var speaker = speakers.get(random.nextInt(speakers.size()));
            switch (random.nextInt(6)) {
                case 0 -> retitle(speaker, names);
                case 1 -> rewrite(speaker, names);
                case 2 -> work(names, random);
                case 3 -> create(speaker);
                default -> write(speaker, names);
            }
        }

        /** The same without looking, for when others talk too. */
        void disturb(Random own) {
            var names = tasks.get(own.nextInt(TASKS));
            var speaker = speakers.get(own.nextInt(speakers.size()));
            if (own.nextInt(4) == 0) {
                work(names, own);
                return;
            }
            var words = speaker.tongue().written();
            var version = observer.must("get_task {'task': 'KEY'}", Map.of("KEY", names.key()));
            speaker.say(speaker.tongue().write(), values(names, version, words.get(own.nextInt(words.size()))));
        }

        private void write(Speaker speaker, Names names) {
            var words = speaker.tongue().written();
            var word = words.get(random.nextInt(words.size()));
            var before = task(names);
            var outcome = speaker.say(speaker.tongue().write(), values(names, before, word));
            if (outcome.done()) {
                assertThat(speaker.read(names).getString("status")).isEqualTo(word);
                kept(before, task(names));
            } else {
                assertThat(task(names)).as("after %s", outcome).isEqualTo(before);
            }
        }

        /** Catalogue section 9, rule a: what is shown already is no change. */
        private void rewrite(Speaker speaker, Names names) {
            var before = task(names);
            var shown = speaker.read(names);
            assertThat(shown.getString("status")).isEqualTo(speaker.tongue().shownAs(before.getString("status")));
            assertThat(shown.getString(speaker.tongue().beside())).isEqualTo(before.getString("status"));
            var outcome = speaker.say(speaker.tongue().write(), values(names, before, shown.getString("status")));
            assertThat(task(names)).as("%s", outcome).isEqualTo(before);
        }

        private void retitle(Speaker speaker, Names names) {
            var sentence = speaker.tongue().retitle();
            if (sentence == null) {
                return;
            }
            var before = task(names);
            var title = "Title " + random.nextInt(1000);
            var values = Map.of(
                    "KEY", names.key(), "VERSION", before.getInteger("version").toString(), "TITLE", title);
            if (speaker.say(sentence, values).done()) {
                assertThat(speaker.read(names).getString("title")).isEqualTo(title);
                kept(before, task(names));
            }
        }

        private void create(Speaker speaker) {
            var sentence = speaker.tongue().create();
            if (sentence == null || tasks.size() > TASKS + 10) {
                return;
            }
            var made = speaker.must(sentence, Map.of("TITLE", "Made " + tasks.size()));
            assertThat(made.encode()).contains("Made " + tasks.size());
            var key = server.database()
                    .ask("SELECT key FROM rota.task WHERE org_id = " + acme.id() + " AND title = 'Made " + tasks.size()
                            + "'")
                    .get(0);
            tasks.add(names(key));
        }

        /** Claimed and, perhaps, ended: natively, as any agent may beside. */
        private void work(Names names, Random own) {
            var claim = observer.say("claim_task {'task': 'KEY'}", Map.of("KEY", names.key()));
            if (!claim.done() || !claim.answer().getBoolean("claimed") || own.nextInt(3) == 0) {
                return;
            }
            var end = List.of("success", "partial", "failed", "aborted").get(own.nextInt(4));
            observer.say(
                    "finish_attempt {'attempt_id': " + claim.answer().getLong("attempt_id") + ", 'status': '" + end
                            + "'}",
                    Map.of());
        }

        private JsonObject task(Names names) {
            return observer.must("get_task {'task': 'KEY'}", Map.of("KEY", names.key()));
        }

        private static Map<String, String> values(Names names, JsonObject task, String word) {
            return Map.of(
                    "KEY", names.key(),
                    "NUMBER", names.number(),
                    "VERSION", task.getInteger("version").toString(),
                    "WORD", word);
        }

        private static void kept(JsonObject before, JsonObject after) {
            var was = before.copy();
            var is = after.copy();
            for (var member : OF_THE_CHANGE) {
                was.remove(member);
                is.remove(member);
            }
            assertThat(is).isEqualTo(was);
        }

        void check() {
            Invariants.hold(server.database(), acme);
            var ready = observer.must("list_tasks {'ready': true, 'limit': 100, 'project': 'DEV'}", Map.of());
            var listed = ready.getJsonArray("tasks").stream()
                    .map(task -> ((JsonObject) task).getString("key"))
                    .toList();
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(server.database().ask(Invariants.ready(acme)));
            assertThat(server.database()
                            .ask("SELECT count(*) FROM rota.audit_event WHERE category = 'MCP' AND org_id = "
                                    + acme.id()))
                    .as("events of all that was said")
                    .containsExactly(said.toString());
        }
    }
}
