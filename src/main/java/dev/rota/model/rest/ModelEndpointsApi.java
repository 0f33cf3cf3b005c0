package dev.rota.model.rest;

import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.model.ModelEndpoint;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelException;
import dev.rota.model.ModelServers;
import dev.rota.model.Provider;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code /organizations/{org}/models[/{name}]} and {@code …/test}. */
public final class ModelEndpointsApi implements Endpoints {
    private static final String ALL = "/organizations/{org}/models";
    private static final String ONE = ALL + "/{name}";
    private static final int MOST_LISTED = 1_000;
    private static final int LONGEST_NAME = 200;

    private final Operations operations;
    private final ModelEndpoints endpoints;
    private final ModelServers servers;

    public ModelEndpointsApi(Operations operations, ModelEndpoints endpoints, ModelServers servers) {
        this.operations = operations;
        this.endpoints = endpoints;
        this.servers = servers;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_models", "Model endpoints: servers of models that tasks can be run on")
                        .needs(Permission.ORG_READ, Scope.ORGANIZATIONS_READ)
                        .lists(ModelShapes.ENDPOINT)
                        .reads(this::list),
                Draft.get(ONE, "get_model", "One model endpoint, by name")
                        .needs(Permission.ORG_READ, Scope.ORGANIZATIONS_READ)
                        .answers(ModelShapes.ENDPOINT)
                        .versioned()
                        .reads(this::read),
                Draft.post(ALL, "create_model", "Makes a model endpoint")
                        .needs(Permission.ORG_UPDATE, Scope.TOKENS_WRITE)
                        .takes(ModelShapes.NEW)
                        .creates(ModelShapes.ENDPOINT)
                        .versioned()
                        .changes(this::create),
                Draft.patch(ONE, "change_model", "Changes a model endpoint")
                        .needs(Permission.ORG_UPDATE, Scope.TOKENS_WRITE)
                        .takes(ModelShapes.CHANGE)
                        .answers(ModelShapes.ENDPOINT)
                        .versioned()
                        .changes(this::change),
                Draft.delete(ONE, "delete_model", "Deletes a model endpoint; executions that wait for it fail")
                        .needs(Permission.ORG_UPDATE, Scope.TOKENS_WRITE)
                        .removes()
                        .versioned()
                        .changes(this::delete),
                Draft.post(ONE + "/test", "test_model", "Asks the server of a model endpoint which models it has")
                        .needs(Permission.ORG_UPDATE, Scope.TOKENS_WRITE)
                        .answers(ModelShapes.HEALTH)
                        .acts(this::test));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return endpoints
                .list(tx, page.position(0), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.id()), ModelEndpointsApi::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return endpoints.find(tx, call.path("name")).map(ModelEndpointsApi::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var body = call.body();
        var provider = Provider.of(body.getString("provider"));
        return endpoints
                .create(tx, body.getString("name"), provider, new ModelTerms(body))
                .map(ModelEndpointsApi::result);
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        return endpoints
                .change(tx, call.path("name"), call::requireVersion, new ModelTerms(call.body()))
                .map(changed -> {
                    tx.afterCommit(() -> servers.forget(changed.endpoint()));
                    return result(changed.endpoint()).changing(changed.changes());
                });
    }

    private Future<Result> delete(RestCall call, OrganizationTx tx) {
        return endpoints.delete(tx, call.path("name"), call::requireVersion).map(gone -> {
            tx.afterCommit(() -> servers.forget(gone));
            return Result.nothing().about(object(gone));
        });
    }

    /** The event is committed before anything is sent. */
    private Future<Result> test(RestCall call) {
        Promise<ModelEndpoint> found = Promise.promise();
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> endpoints
                        .find(tx, call.path("name"))
                        .map(endpoint -> {
                            found.tryComplete(endpoint);
                            return Answer.about(object(endpoint), JsonBytes.of(new JsonObject()));
                        }))
                .compose(recorded -> found.future())
                .compose(this::test);
    }

    private Future<Result> test(ModelEndpoint endpoint) {
        var begun = System.nanoTime();
        return servers.models(endpoint, endpoints.secret(endpoint).orElse(null))
                .map(models -> new Sparse()
                        .put("ok", true)
                        .put(
                                "models",
                                models.stream()
                                        .filter(name -> name.length() <= LONGEST_NAME)
                                        .limit(MOST_LISTED)
                                        .toList())
                        .put("missing", missing(endpoint, models)))
                .recover(problem -> problem instanceof ModelException known
                        ? Future.succeededFuture(new Sparse()
                                .put("ok", false)
                                .put("error", known.fault().wire()))
                        : Future.failedFuture(problem))
                .map(health ->
                        Result.of(health.put("duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
                                .toJson()));
    }

    /** Ollama lists a model that was named without a tag under {@code latest}. */
    private static List<String> missing(ModelEndpoint endpoint, List<String> models) {
        return endpoint.models().stream()
                .filter(name -> !models.contains(name) && !models.contains(name + ":latest"))
                .toList();
    }

    private static Result result(ModelEndpoint endpoint) {
        return Result.of(json(endpoint)).about(object(endpoint));
    }

    private static AuditObject object(ModelEndpoint endpoint) {
        return new AuditObject("model", endpoint.id(), endpoint.name());
    }

    private static JsonObject json(ModelEndpoint endpoint) {
        var limits = endpoint.limits();
        return new Sparse()
                .put("id", endpoint.id())
                .put("name", endpoint.name())
                .put("provider", endpoint.provider().wire())
                .put("base_url", endpoint.baseUrl().toString())
                .put("models", endpoint.models())
                .put("has_secret", endpoint.sealed() != null)
                .put("price_input_usd", number(endpoint.prices().inputUsd()))
                .put("price_output_usd", number(endpoint.prices().outputUsd()))
                .put("usd_per_day", number(limits.usdPerDay()))
                .put("usd_per_month", number(limits.usdPerMonth()))
                .put("concurrency", limits.concurrency())
                .put("timeout_seconds", limits.timeoutSeconds())
                .put("max_output_tokens", limits.maxOutputTokens())
                .put("version", endpoint.version())
                .put("created_at", endpoint.createdAt())
                .toJson();
    }

    private static @Nullable Double number(@Nullable BigDecimal amount) {
        return amount == null ? null : Double.valueOf(amount.doubleValue());
    }
}
