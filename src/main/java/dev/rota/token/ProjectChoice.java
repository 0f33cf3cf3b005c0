package dev.rota.token;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which projects a token is limited to. */
final class ProjectChoice {
    private static final String OF_KEYS =
            "SELECT p.id, p.key FROM project p WHERE p.org_id = ANY ($1) AND p.key = ANY ($2)";

    private record Found(long id, String key) {}

    private ProjectChoice() {}

    /**
     * The projects of these keys in the organizations entered, within those that the caller's own credential reaches; null
     * for all. Fails with {@code validation_failed} for a key that names none.
     */
    static Future<@Nullable Set<Long>> ids(ReadTx tx, Caller caller, @Nullable List<String> keys) {
        var own = caller.restrictions().projects();
        if (keys == null) {
            return Future.succeededFuture(own);
        }
        var upper = keys.stream().map(key -> key.toUpperCase(Locale.ROOT)).toList();
        return tx.list(OF_KEYS, row -> new Found(row.getLong("id"), row.getString("key")), (Object)
                        upper.toArray(String[]::new))
                .map(found -> {
                    var reached = found.stream()
                            .filter(one -> own == null || own.contains(one.id()))
                            .toList();
                    for (var i = 0; i < upper.size(); i++) {
                        requireFound(upper.get(i), i, reached);
                    }
                    var ids = new HashSet<Long>();
                    reached.forEach(one -> ids.add(one.id()));
                    return ids;
                });
    }

    private static void requireFound(String key, int index, List<Found> found) {
        if (found.stream().noneMatch(one -> one.key().equals(key))) {
            throw new Failure.InvalidInput("/projects/" + index, "must be the key of a project that you reach")
                    .asException();
        }
    }
}
