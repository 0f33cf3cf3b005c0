package dev.rota.task;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.background.Work;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Policy;
import dev.rota.task.ComplexitySweepQueries.Scored;
import dev.rota.task.ComplexitySweepQueries.Text;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Scores an organization's open tasks anew after its rules have changed, some at a time. An item's subject is the id behind
 * which it goes on, or a negative number for the beginning.
 */
public final class ComplexitySweep implements Work {
    static final String KIND = "complexity";
    private static final Action SCORE = Action.system("score_tasks");
    private static final int BATCH = 50;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final AuditLog audit;
    private final ComplexityScoring scoring = new ComplexityScoring();
    private final ComplexitySweepQueries queries = new ComplexitySweepQueries();

    public ComplexitySweep(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long subject) {
        var after = Math.max(0, subject);
        return queries.policy(tx)
                .compose(policy -> queries.next(tx, after, BATCH).compose(ids -> queries.lock(tx, ids)
                        .compose(texts -> scored(policy, texts))
                        .compose(scored -> written(tx, scored))
                        .map(locked -> goOn(tx, ids, locked, after))));
    }

    private Future<List<Scored>> scored(JsonObject policy, List<Text> texts) {
        var rules = scoring.by(Policy.of(policy).complexityRules());
        var context = Vertx.currentContext();
        return context == null || rules.isQuick()
                ? Future.succeededFuture(scored(rules, texts))
                : context.executeBlocking(() -> scored(rules, texts), false);
    }

    private static List<Scored> scored(ComplexityRules rules, List<Text> texts) {
        return texts.stream()
                .map(text -> new Scored(text, rules.of(text.title(), text.description())))
                .toList();
    }

    /** Writes those that differ; gives back the ids of all. */
    private Future<List<Long>> written(OrganizationTx tx, List<Scored> scored) {
        var other = scored.stream().filter(Scored::differs).toList();
        var all = scored.stream().map(one -> one.text().id()).toList();
        if (other.isEmpty()) {
            return Future.succeededFuture(all);
        }
        var facts = new JsonArray();
        other.forEach(one -> facts.add(new JsonObject()
                .put("field", one.text().key())
                .put("before", one.text().grade())
                .put("after", one.complexity().grade().wire())));
        var caller = Caller.system(tx.organization(), UUID.randomUUID().toString());
        return queries.score(tx, other).map(done -> {
            audit.recordFacts(tx, caller, SCORE, new AuditObject("tasks", null, null), facts);
            return all;
        });
    }

    /** Where somebody was at a task, the next item begins with it. */
    private Optional<Duration> goOn(OrganizationTx tx, List<Long> ids, List<Long> locked, long after) {
        var missed = new ArrayList<>(ids);
        missed.removeAll(locked);
        if (missed.isEmpty() && ids.size() < BATCH) {
            return Optional.empty();
        }
        var next = missed.isEmpty() ? ids.get(ids.size() - 1) : missed.get(0) - 1;
        if (next == after) {
            return Optional.of(SOON);
        }
        tx.last(queries.goOn(tx, next, missed.isEmpty() ? Duration.ZERO : SOON));
        return Optional.empty();
    }
}
