package dev.rota.execution;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.Attempts;
import dev.rota.audit.AuditLog;
import dev.rota.background.LeasedWork;
import dev.rota.background.LeasedWork.Due;
import dev.rota.database.Database;
import dev.rota.identity.OrganizationId;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;
import dev.rota.trace.Announcements;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs executions of any organization while its node lives. Every node has one, and none of them matters. */
public final class ExecutionVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionVerticle.class);
    private static final String QUEUED = "execution.queued";
    private static final String KIND = "execution";
    /** For what runs when the node is told to stop, beside the calls that come to their end then; the process has 40 s. */
    private static final long LONGEST_END_MS = 28_000;

    /** Of one look: what is left then comes with the next. */
    private static final int MOST_PAGES = 32;

    private final ModelServers servers;
    private final ModelSettings settings;
    private final Duration interval;
    private final Supplier<Future<?>> fit;
    private final LeasedWork queue;
    private final Turns turns;
    private final Set<Run> running = new HashSet<>();
    private final Promise<Void> ended = Promise.promise();
    private boolean looking;
    private boolean again;
    private boolean stopping;

    /**
     * @param interval between two looks at what is due, where nothing says that something is
     * @param fit fails while the node is to leave executions to others, such as one whose schema is not there yet
     */
    public ExecutionVerticle(
            Database database,
            AuditLog audit,
            ModelEndpoints endpoints,
            ModelServers servers,
            ModelSettings settings,
            Attempts attempts,
            Artifacts artifacts,
            Duration interval,
            Supplier<Future<?>> fit) {
        this.servers = servers;
        this.settings = settings;
        this.interval = interval;
        this.fit = fit;
        queue = new LeasedWork(database, KIND);
        var conclusions = new Conclusions(attempts, artifacts, audit, queue);
        turns = new Turns(database, queue, endpoints, servers, settings, attempts, conclusions);
    }

    /** Tells the node's verticle that something is due; others find out for themselves. */
    public static void hint(EventBus bus) {
        Announcements.publishHere(bus, QUEUED, null);
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().<Void>localConsumer(QUEUED).handler(hint -> look());
        schedule();
        return Future.succeededFuture();
    }

    /** Begins nothing more, and completes when what runs has ended, or been given up. */
    @Override
    public Future<?> stop() {
        return end();
    }

    /** The same, while the database is still there; from any thread. */
    public Future<Void> end() {
        if (context == null) {
            return Future.succeededFuture();
        }
        context.runOnContext(now -> {
            if (!stopping) {
                stopping = true;
                vertx.setTimer(LONGEST_END_MS, late -> Set.copyOf(running).forEach(Run::drop));
            }
            checkEnd();
        });
        return ended.future();
    }

    private void checkEnd() {
        if (stopping && running.isEmpty() && !looking) {
            ended.tryComplete();
        }
    }

    private void schedule() {
        var ms = interval.toMillis();
        vertx.setTimer(ms + ThreadLocalRandom.current().nextLong(-ms / 5, ms / 5 + 1), id -> {
            look();
            if (!stopping) {
                schedule();
            }
        });
    }

    private void look() {
        if (looking || stopping) {
            again = looking;
            return;
        }
        looking = true;
        again = false;
        Future.<Object>succeededFuture()
                .compose(begun -> fit.get())
                .compose(ready -> page(new HashSet<>(), MOST_PAGES))
                .onFailure(problem -> LOG.warn("executions are put off: {}", problem.getMessage()))
                .onComplete(done -> {
                    looking = false;
                    checkEnd();
                    if (again) {
                        look();
                    }
                });
    }

    /**
     * Begins what may begin, and looks further at once where more may be due than was looked at. Where something could not
     * begin, its organization is left out of what follows: whatever else it has is most likely waiting for the same.
     */
    private Future<Void> page(Set<OrganizationId> passed, int left) {
        var free = settings.executions() - running.size();
        if (free <= 0 || left == 0 || stopping) {
            return Future.succeededFuture();
        }
        return turns.due(free, passed).compose(due -> each(due, 0, passed)
                .compose(done -> due.size() < free ? Future.succeededFuture() : page(passed, left - 1)));
    }

    private Future<Void> each(List<Due> due, int index, Set<OrganizationId> passed) {
        if (index == due.size() || stopping) {
            return Future.succeededFuture();
        }
        var item = due.get(index);
        return turns.take(item)
                .recover(problem -> {
                    LOG.warn(
                            "execution {} of organization {} is put off", item.subject(), item.organization(), problem);
                    return queue.failed(item).map(Optional.empty());
                })
                .compose(turn -> {
                    turn.ifPresentOrElse(this::begin, () -> passed.add(item.organization()));
                    return each(due, index + 1, passed);
                });
    }

    private void begin(Turn turn) {
        var run = new Run(vertx, servers, settings, turns, turn);
        running.add(run);
        run.run().onComplete(over -> {
            running.remove(run);
            checkEnd();
            look();
        });
    }
}
