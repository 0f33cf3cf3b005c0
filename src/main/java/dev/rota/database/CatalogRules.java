package dev.rota.database;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What schema and server must be like for row-level security to keep organizations apart (security section 2.5, R1 to R17;
 * P7), and what the server must be like for a committed change to stay committed (F11). Asked of the catalog itself, so that a
 * change made by hand is noticed as well as one made by a migration.
 */
public final class CatalogRules {
    /** A setting that loses acknowledged changes is a violation too. */
    private static final String LOSSY =
            """
            SELECT 'F11: ' || name || ' is off' AS rule, current_database() AS object FROM pg_catalog.pg_settings
             WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
             ORDER BY name
            """;

    private static final int MOST_TOLD = 10;

    private final Database database;
    private final String rules;

    /** Reads the rules from the class path, so not for an event loop. */
    public CatalogRules(Database database) {
        this.database = database;
        this.rules = rules();
    }

    /**
     * One rule that does not hold.
     *
     * @param rule id and what is wrong
     * @param object the table, function, role or database that breaks it
     */
    public record Violation(String rule, String object) {
        @Override
        public String toString() {
            return rule + " (" + object + ")";
        }
    }

    /** Every violation of P7 and of R1 to R17, by their names; empty when all hold. */
    public Future<List<Violation>> violations() {
        return list(rules);
    }

    /** Every setting of the database server, as the serving role has it, that can lose what was acknowledged. */
    public Future<List<Violation>> lossySettings() {
        return list(LOSSY);
    }

    /** Fails with an {@link IllegalStateException} whose one line names the rules that do not hold, at most 10. */
    public Future<Void> require() {
        return Future.all(violations(), lossySettings()).compose(both -> {
            var broken = new ArrayList<Violation>();
            broken.addAll(both.resultAt(0));
            broken.addAll(both.resultAt(1));
            return refuse(broken);
        });
    }

    /** Fails as {@link #require} does where there is one. */
    static Future<Void> refuse(List<Violation> broken) {
        return broken.isEmpty() ? Future.succeededFuture() : Future.failedFuture(refusal(broken));
    }

    private Future<List<Violation>> list(String sql) {
        return database.list(
                DatabaseRole.API, sql, row -> new Violation(row.getString("rule"), row.getString("object")));
    }

    private static IllegalStateException refusal(List<Violation> broken) {
        var more = broken.size() - MOST_TOLD;
        return new IllegalStateException("the database is not fit for production: "
                + broken.stream().limit(MOST_TOLD).map(Violation::toString).collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : ""));
    }

    static String rules() {
        try (var in = CatalogRules.class.getResourceAsStream("/db/catalog_rules.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
