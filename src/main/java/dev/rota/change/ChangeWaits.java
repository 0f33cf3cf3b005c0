package dev.rota.change;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.limit.Places;
import dev.rota.seal.Cursors;
import dev.rota.task.ProjectReach;
import dev.rota.task.Sight;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for changes of tasks. */
public final class ChangeWaits {
    static final int OF_CREDENTIAL = 5;
    static final int OF_ORGANIZATION = 100;
    static final int OF_NODE = 1_000;

    /**
     * Pages right behind each other that one wait reads in search of what is meant. Only its first look is paid for, and a
     * cursor may lie far back.
     */
    static final int MOST_PAGES = 20;

    /** Between two looks that no hint asked for: whether a hint was lost, the credential ended, the node is stopping. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ChangeFeed feed;
    private final Tasks tasks;
    private final Cursors cursors;
    private final BooleanSupplier stopping;
    private final Changes changes = new Changes();
    private final Places places = new Places(OF_CREDENTIAL, OF_ORGANIZATION, OF_NODE, Duration.ofSeconds(5));

    /** @param stopping whether this node is about to leave, when waits end so that who waits finds another */
    public ChangeWaits(Vertx vertx, ChangeFeed feed, Tasks tasks, Cursors cursors, BooleanSupplier stopping) {
        this.vertx = vertx;
        this.feed = feed;
        this.tasks = tasks;
        this.cursors = cursors;
        this.stopping = stopping;
    }

    /** How many wait on this node. */
    public int open() {
        return places.open();
    }

    /**
     * What is asked for.
     *
     * @param cursor as the last answer had it; null or empty for what comes from now on
     * @param untilNanos how long to wait where there is nothing yet, by {@link System#nanoTime}
     */
    public record Wait(ChangeFilter filter, @Nullable String cursor, long untilNanos) {}

    /** A transaction of the call that waits. */
    public interface Look {
        /** Runs {@code work}, which enqueues its statements before it returns. */
        Future<FoundChanges> look(Function<ReadTx, Future<FoundChanges>> work);
    }

    /**
     * The changes after the cursor, as soon as there are any, as {@code {"events":[…],"cursor":…,"timed_out":…}}: none, when
     * the time is over, or, then without {@code timed_out}, when {@link #MOST_PAGES} of the past had nothing that is meant
     * and there is more. Whoever asks again with the new cursor gets each change once.
     *
     * <p>Fails with {@code validation_failed} for a cursor of somebody else, {@code not_found} for a project or task out of
     * sight, {@code RateLimited} where as many wait as may.
     *
     * @param onLeave is given what to run when nobody waits for the answer any more
     */
    public Future<JsonBytes> await(Look looks, Caller caller, Wait wait, Consumer<Runnable> onLeave) {
        var place = place(caller, wait.cursor());
        var leave = places.take(caller);
        var bell = new ChangeBell(vertx);
        var silence = feed.listen(
                caller.organizations().stream().map(one -> one.organization()).toList(), bell);
        var one = new Waiting(looks, caller, wait, bell);
        onLeave.accept(one::leave);
        return one.first(place).map(found -> json(caller, found)).onComplete(done -> {
            silence.run();
            leave.run();
        });
    }

    private ChangePlace place(Caller caller, @Nullable String cursor) {
        return cursor == null || cursor.isEmpty()
                ? ChangePlace.START
                : ChangePlace.parse(cursors.position(binding(caller), cursor));
    }

    private static String binding(Caller caller) {
        return "wait_for_changes " + Tasks.holder(caller.principal());
    }

    private JsonBytes json(Caller caller, FoundChanges found) {
        var json = new JsonObject()
                .put("events", new JsonArray(found.events()))
                .put("cursor", cursors.after(binding(caller), found.reached().toString()));
        return JsonBytes.of(found.events().isEmpty() && !found.more() ? json.put("timed_out", true) : json);
    }

    /** One who waits. Confined to the call's event loop. */
    private final class Waiting {
        private final Look looks;
        private final Caller caller;
        private final Wait wait;
        private final ChangeBell bell;
        private boolean left;
        private int pages;

        Waiting(Look looks, Caller caller, Wait wait, ChangeBell bell) {
            this.looks = looks;
            this.caller = caller;
            this.wait = wait;
            this.bell = bell;
        }

        void leave() {
            left = true;
            bell.ring();
        }

        Future<FoundChanges> first(ChangePlace place) {
            return looks.look(tx -> {
                        var sight = Sight.of(caller);
                        var project =
                                ProjectReach.require(tx, sight, wait.filter().project());
                        var task = named(tx, wait.filter().task());
                        var found = changes.after(tx, caller, place, wait.filter());
                        return project.compose(there -> task).compose(there -> found);
                    })
                    .compose(this::further);
        }

        private Future<Void> named(ReadTx tx, @Nullable TaskRef task) {
            return task == null
                    ? Future.succeededFuture()
                    : tasks.home(tx, caller, task).mapEmpty();
        }

        private Future<FoundChanges> further(FoundChanges found) {
            var time = Duration.ofNanos(wait.untilNanos() - System.nanoTime());
            var over = time.isNegative() || time.isZero() || left || stopping.getAsBoolean();
            if (!found.events().isEmpty() || over || (found.more() && ++pages >= MOST_PAGES)) {
                return Future.succeededFuture(found);
            }
            var woken = found.more() ? Future.<Void>succeededFuture() : bell.next(shorter(time, PATIENCE));
            return woken.compose(rung -> looks.look(tx -> changes.after(tx, caller, found.reached(), wait.filter())))
                    .compose(this::further);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
