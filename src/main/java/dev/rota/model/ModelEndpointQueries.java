package dev.rota.model;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** SQL of model endpoints. {@code $1} is the organization, or an array of them in reads. */
final class ModelEndpointQueries {
    private static final String COLUMNS =
            """
            SELECT e.org_id, e.id, e.name, e.provider, e.base_url, e.models, e.secret_sealed, e.price_input_usd,
                   e.price_output_usd, e.usd_per_day, e.usd_per_month, e.concurrency, e.timeout_seconds, e.max_output_tokens,
                   e.version, e.created_at
              FROM model_endpoint e
            """;

    private static final String LIST = COLUMNS + " WHERE e.org_id = ANY ($1) AND e.id > $2 ORDER BY e.id LIMIT $3";

    private static final String FIND = COLUMNS + " WHERE e.org_id = ANY ($1) AND e.name = $2";

    private static final String LOCK = COLUMNS + " WHERE e.org_id = $1 AND e.name = $2 FOR UPDATE";

    private static final String LOCK_SEALED =
            COLUMNS + " WHERE e.org_id = $1 AND e.secret_sealed IS NOT NULL ORDER BY e.id FOR UPDATE";

    /** No change that anybody sees: its version stays. */
    private static final String RESEAL = "UPDATE model_endpoint SET secret_sealed = $3 WHERE org_id = $1 AND id = $2";

    private static final String BY_ID = COLUMNS + " WHERE e.org_id = $1 AND e.id = $2";

    /** Nobody adds another meanwhile: a count over rows is held by no constraint. */
    private static final String COUNT =
            """
            SELECT (SELECT count(*) FROM model_endpoint e WHERE e.org_id = $1) AS n
              FROM (SELECT pg_advisory_xact_lock(hashtextextended('model ' || $1::bigint, 0))) AS one_at_a_time
            """;

    private static final String CREATE =
            """
            INSERT INTO model_endpoint (org_id, name, provider, base_url, models, secret_sealed, price_input_usd,
                   price_output_usd, usd_per_day, usd_per_month, concurrency, timeout_seconds, max_output_tokens)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """;

    private static final String CHANGE =
            """
            UPDATE model_endpoint
               SET base_url = $3, models = $4, secret_sealed = $5, price_input_usd = $6, price_output_usd = $7,
                   usd_per_day = $8, usd_per_month = $9, concurrency = $10, timeout_seconds = $11, max_output_tokens = $12,
                   version = version + 1
             WHERE org_id = $1 AND id = $2
            """;

    private static final String DELETE = "DELETE FROM model_endpoint WHERE org_id = $1 AND id = $2";

    Future<List<ModelEndpoint>> list(ReadTx tx, long after, int limit) {
        return tx.list(LIST, ModelEndpoint::of, after, limit);
    }

    Future<Optional<ModelEndpoint>> find(ReadTx tx, String name) {
        return tx.first(FIND, ModelEndpoint::of, name);
    }

    Future<Optional<ModelEndpoint>> lock(OrganizationTx tx, String name) {
        return tx.first(LOCK, ModelEndpoint::of, name);
    }

    Future<List<ModelEndpoint>> lockSealed(OrganizationTx tx) {
        return tx.list(LOCK_SEALED, ModelEndpoint::of);
    }

    Future<Integer> reseal(OrganizationTx tx, long id, Buffer sealed) {
        return tx.count(RESEAL, id, sealed);
    }

    Future<Optional<ModelEndpoint>> byId(OrganizationTx tx, long id) {
        return tx.first(BY_ID, ModelEndpoint::of, id);
    }

    Future<Long> count(OrganizationTx tx) {
        return tx.one(COUNT, row -> row.getLong("n"));
    }

    Future<Integer> create(OrganizationTx tx, String name, Provider provider, ModelEndpoints.Terms terms) {
        var limits = terms.limits();
        return tx.count(
                CREATE,
                name,
                provider.wire(),
                terms.baseUrl().toString(),
                terms.models().toArray(String[]::new),
                terms.sealed(),
                terms.prices().inputUsd(),
                terms.prices().outputUsd(),
                limits.usdPerDay(),
                limits.usdPerMonth(),
                limits.concurrency(),
                limits.timeoutSeconds(),
                limits.maxOutputTokens());
    }

    Future<Integer> change(OrganizationTx tx, long id, ModelEndpoints.Terms terms) {
        var limits = terms.limits();
        return tx.count(
                CHANGE,
                id,
                terms.baseUrl().toString(),
                terms.models().toArray(String[]::new),
                terms.sealed(),
                terms.prices().inputUsd(),
                terms.prices().outputUsd(),
                limits.usdPerDay(),
                limits.usdPerMonth(),
                limits.concurrency(),
                limits.timeoutSeconds(),
                limits.maxOutputTokens());
    }

    Future<Integer> delete(OrganizationTx tx, long id) {
        return tx.count(DELETE, id);
    }
}
