package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.sse;

import dev.rota.loadtest.ServerProcess.Sample;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams of the audit log that wait: {@code -Dstreams} of them, a fifth first, then the rest, each of which must hear what
 * its organization does within a second. Five streams a token and a hundred an organization are the server's limits, so
 * thousands of them take a file with as many tokens. With {@code -DserverPid} also what a stream costs in memory, and that
 * nothing is left when all have gone.
 */
public class IdleStreams extends Simulation {
    private static final int OF_A_TOKEN = 5;
    private static final int OF_AN_ORGANIZATION = 100;
    private static final int PER_SECOND = 100;
    private static final int SETTLE = Target.number("settle", 10);

    private static final List<Reader> READERS = readers(Target.number("streams", 10));
    private static final int FEW = Math.max(1, READERS.size() / 5);
    private static final int FEW_OPEN = 5 + seconds(FEW) + SETTLE;
    private static final int ALL_OPEN = FEW_OPEN + 3 + seconds(READERS.size() - FEW) + SETTLE;
    private static final int HAPPENS = ALL_OPEN + 5;
    private static final int GONE = HAPPENS + 25;
    /** Connections that the server's pools opened meanwhile: far fewer than streams that stayed would be. */
    private static final int MORE_FILES = Math.max(5, READERS.size() / 100);


    private final Tally tally = new Tally();
    private final Map<String, Long> happened = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Phases run = new Phases(Duration.ofDays(1), Duration.ZERO);
    private final Sampling sampling = new Sampling();

    /** Who follows the log of an organization. */
    private record Reader(Target.Organization organization, String token) {}

    public IdleStreams() {
        var waiting = scenario("streams")
                .exec(this::become)
                .exec(sse("open stream", "log")
                        .get("/api/v1/organizations/#{slug}/audit-events?action=list_tasks")
                        .header("Authorization", "Bearer #{token}"))
                .pause(session -> Duration.ofSeconds(ALL_OPEN + 2L).minus(run.passed()))
                .exec(sse("what happened", "log")
                        .setCheck()
                        .await(Duration.ofSeconds(15))
                        .on(sse.checkMessage("event").check(substring("list_tasks"))))
                .exec(this::heard)
                .pause(session -> Duration.ofSeconds(HAPPENS + 10L).minus(run.passed())) // others still wait to hear of it
                .exec(sse("close stream", "log").close());
        var organizations = READERS.stream().map(Reader::organization).distinct().toList();
        var happening = new AtomicInteger();
        var doing = scenario("what happens")
                .exec(session -> {
                    var organization = organizations.get(happening.getAndIncrement());
                    return session.set("token", organization.agentKey()).set("slug", organization.slug());
                })
                .exec(Calls.tool("list_tasks", "{'limit': 1}"))
                .exec(session -> {
                    happened.put(session.getString("slug"), System.nanoTime());
                    return session;
                });
        var verdicts = verdicts();
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        assertions.add(global().failedRequests().count().is(0L));
        setUp(
                        waiting.injectOpen(
                                nothingFor(Duration.ofSeconds(5)),
                                rampUsers(FEW).during(Duration.ofSeconds(seconds(FEW))),
                                nothingFor(Duration.ofSeconds(SETTLE + 3L)),
                                rampUsers(READERS.size() - FEW).during(Duration.ofSeconds(seconds(READERS.size() - FEW)))),
                        doing.injectOpen(nothingFor(Duration.ofSeconds(HAPPENS)), atOnceUsers(organizations.size())),
                        verdicts.after(Duration.ofSeconds(GONE + 5L)))
                .protocols(Target.protocol())
                .assertions(assertions);
    }

    @Override
    public void before() {
        run.passed();
        List.of(2, FEW_OPEN, ALL_OPEN, GONE).forEach(sampling::at);
    }

    private Session become(Session session) {
        var reader = READERS.get(next.getAndIncrement());
        return session.set("slug", reader.organization().slug()).set("token", reader.token());
    }

    private Session heard(Session session) {
        if (!session.isFailed()) {
            var since = happened.get(session.getString("slug"));
            tally.add("heard", since == null ? 0 : (int) ((System.nanoTime() - since) / 1_000_000));
        }
        return session;
    }

    private Verdicts verdicts() {
        var verdicts = new Verdicts("IdleStreams")
                .that("streams that heard of it", READERS.size() + "", () -> new Verdicts.Finding(
                        tally.count("heard") + "", tally.count("heard") == READERS.size()))
                .that("after the call was answered", "all within 1,000 ms", () -> new Verdicts.Finding(
                        "p50 " + tally.percentile("heard", 0.5) + " ms, last " + tally.percentile("heard", 1) + " ms",
                        tally.percentile("heard", 1) <= 1_000));
        if (sampling.isPossible()) {
            verdicts.note("without streams", () -> said(2))
                    .note(FEW + " streams", () -> said(FEW_OPEN))
                    .note(READERS.size() + " streams", () -> said(ALL_OPEN))
                    .that("memory of a stream: heap and the rest", "at most 20 KiB", this::memory)
                    .that("files after they have gone", "at most " + MORE_FILES + " more", this::files);
        }
        if (Target.managementUrl() != null) {
            verdicts.that("streams the server still counts", "0", () -> {
                var left = ServerProcess.metric("rota_audit_streams");
                return new Verdicts.Finding(left + "", left == 0);
            });
        }
        return verdicts;
    }

    private String said(int second) {
        return sampling.of(second).map(Sample::toString).orElse("not known");
    }

    /** Between the two plateaus, so that what is loaded once does not count; what one of both gave back does not pay for the other. */
    private Verdicts.Finding memory() {
        var few = sampling.of(FEW_OPEN).orElseThrow();
        var all = sampling.of(ALL_OPEN).orElseThrow();
        var more = (double) READERS.size() - FEW;
        var heap = Math.max(0, (all.heapKib() - few.heapKib()) / more);
        var resident = Math.max(0, (all.residentKib() - few.residentKib()) / more);
        return new Verdicts.Finding("%.1f + %.1f KiB".formatted(heap, resident), heap + resident <= 20);
    }

    private Verdicts.Finding files() {
        var before = sampling.of(2).orElseThrow().files();
        var after = sampling.of(GONE).orElseThrow().files();
        return new Verdicts.Finding(before + " before, " + after + " after", after <= before + MORE_FILES);
    }

    private static int seconds(int streams) {
        return Math.max(1, streams / PER_SECOND);
    }

    private static List<Reader> readers(int wanted) {
        var all = Target.organizations().stream()
                .flatMap(organization -> organization.adminTokens().stream()
                        .flatMap(token -> java.util.Collections.nCopies(OF_A_TOKEN, new Reader(organization, token)).stream())
                        .limit(OF_AN_ORGANIZATION))
                .limit(wanted)
                .toList();
        if (all.size() < wanted) {
            throw new IllegalStateException("the tokens of the file may have " + all.size() + " streams, not " + wanted);
        }
        return all;
    }
}
