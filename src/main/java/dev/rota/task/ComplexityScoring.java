package dev.rota.task;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scores tasks by the rules of their organization, which are compiled once. */
final class ComplexityScoring {
    private static final int MOST_COMPILED = 1_000;

    private final LoadingCache<Map<String, List<String>>, ComplexityRules> compiled =
            Caffeine.newBuilder().maximumSize(MOST_COMPILED).build(ComplexityRules::new);

    /** The complexity of a task that {@code caller} writes. Patterns of an organization's own are run beside the event loop. */
    Future<Complexity> of(Caller caller, String title, @Nullable String description) {
        var own = caller.organization().policy().complexityRules();
        var context = Vertx.currentContext();
        if (own.isEmpty() || context == null) {
            return Future.succeededFuture(by(own).of(title, description));
        }
        return context.executeBlocking(() -> by(own).of(title, description), false);
    }

    /** The rules that {@code own} makes, a component of an organization's policy. */
    ComplexityRules by(Map<String, List<String>> own) {
        return compiled.get(own);
    }
}
