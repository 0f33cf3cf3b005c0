package dev.rota.quality;

import dev.rota.quality.Gate.Rules;
import dev.rota.quality.Gate.Tolerance;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a gate asks for, in the words that the admin API and the tools share. */
public final class GateJson {
    private GateJson() {}

    /** Evidence that is asked for; what is not, is left out. */
    public static JsonObject requires(Rules rules) {
        var json = new JsonObject();
        if (!rules.artifacts().isEmpty()) {
            json.put("artifacts", new JsonArray(rules.artifacts()));
        }
        if (rules.commits() > 0) {
            json.put("commits", rules.commits());
        }
        if (rules.check() != null) {
            json.put("check", true);
        }
        return json;
    }

    /** One limit of a check's findings; null where there is none. */
    public static @Nullable Integer most(Rules rules, Function<Tolerance, @Nullable Integer> limit) {
        var check = rules.check();
        return check == null ? null : limit.apply(check);
    }
}
