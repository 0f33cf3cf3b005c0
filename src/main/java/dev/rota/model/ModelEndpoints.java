package dev.rota.model;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.seal.SecretBox;
import dev.rota.seal.SecretBox.Opened;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps an organization's model endpoints. Their secrets are sealed here, and opened for the request alone. */
public final class ModelEndpoints {
    public static final int MOST_OF_AN_ORGANIZATION = 50;

    private final SecretBox secrets;
    private final ModelEndpointQueries queries = new ModelEndpointQueries();

    public ModelEndpoints(SecretBox secrets) {
        this.secrets = secrets;
    }

    /** All that can be said of an endpoint but what it is. */
    public record Terms(URI baseUrl, List<String> models, @Nullable Buffer sealed, Prices prices, ModelLimits limits) {
        public Terms {
            models = List.copyOf(models);
        }

        static Terms of(ModelEndpoint endpoint) {
            return new Terms(
                    endpoint.baseUrl(), endpoint.models(), endpoint.sealed(), endpoint.prices(), endpoint.limits());
        }
    }

    /** Makes new terms of those that were. */
    @FunctionalInterface
    public interface Rewriting {
        /** @param sealing seals a secret for this endpoint */
        Terms rewritten(@Nullable Terms before, Sealing sealing);
    }

    /** Seals a secret for one endpoint. */
    @FunctionalInterface
    public interface Sealing {
        Buffer seal(String secret);
    }

    /** An endpoint after a change, and what changed. */
    public record Changed(ModelEndpoint endpoint, List<Change> changes) {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Endpoints whose secrets were sealed with a former key.
     *
     * @param renewed those whose secret is now sealed with the current one
     * @param unreadable those whose secret no key opens: somebody has to set it again
     */
    public record Resealed(List<ModelEndpoint> renewed, List<ModelEndpoint> unreadable) {
        public Resealed {
            renewed = List.copyOf(renewed);
            unreadable = List.copyOf(unreadable);
        }
    }

    /** What a caller means by a model: an endpoint, and which of its models. */
    public record Chosen(ModelEndpoint endpoint, String model) {}

    /** Endpoints behind that id, at most {@code limit}, by id. */
    public Future<List<ModelEndpoint>> list(ReadTx tx, long after, int limit) {
        return queries.list(tx, after, limit);
    }

    /** The endpoint of that name. Fails with {@code not_found}. */
    public Future<ModelEndpoint> find(ReadTx tx, String name) {
        return queries.find(tx, name).map(found -> found.orElseThrow(ModelEndpoints::unknown));
    }

    /** The endpoint of that id; empty where it is gone. */
    public Future<Optional<ModelEndpoint>> byId(OrganizationTx tx, long id) {
        return queries.byId(tx, id);
    }

    /** Its secret; empty where it has none, or one that was sealed under a key that is not known. */
    public Optional<String> secret(ModelEndpoint endpoint) {
        return opened(endpoint).map(Opened::text);
    }

    private Optional<Opened> opened(ModelEndpoint endpoint) {
        return Optional.ofNullable(endpoint.sealed()).flatMap(stored -> secrets.open(owner(endpoint), stored));
    }

    private static String owner(ModelEndpoint endpoint) {
        return ModelEndpoint.owner(endpoint.organization(), endpoint.name());
    }

    /**
     * The endpoint and model that {@code wanted} names: {@code endpoint/model}, a model of the first endpoint that has it, or
     * an endpoint, which stands for its first model. Fails with {@code validation_failed}, and a hint, where there is none.
     */
    public Future<Chosen> choose(ReadTx tx, String wanted) {
        return queries.list(tx, 0, MOST_OF_AN_ORGANIZATION).map(all -> {
            if (all.isEmpty()) {
                throw new Failure.Conflict(
                                FailureCode.VALIDATION_FAILED,
                                "The organization has no model endpoint",
                                "Ask an administrator to add one at /api/v1/organizations/{org}/models, or do the task"
                                        + " yourself: claim_task",
                                new JsonObject().put("field", "model"))
                        .asException();
            }
            return qualified(all, wanted)
                    .or(() -> all.stream()
                            .filter(one -> one.models().contains(wanted))
                            .findFirst()
                            .map(one -> new Chosen(one, wanted)))
                    .or(() -> all.stream()
                            .filter(one -> one.name().equals(wanted))
                            .findFirst()
                            .map(one -> new Chosen(one, one.models().get(0))))
                    .orElseThrow(() -> notAmong(all));
        });
    }

    /** A new endpoint. Fails with {@code already_exists} or {@code limit_exceeded}. */
    public Future<ModelEndpoint> create(OrganizationTx tx, String name, Provider provider, Rewriting terms) {
        var organization = tx.organization().value();
        return queries.count(tx)
                .compose(count -> {
                    if (count >= MOST_OF_AN_ORGANIZATION) {
                        throw tooMany();
                    }
                    return queries.find(tx.reading(), name);
                })
                .compose(same -> {
                    if (same.isPresent()) {
                        throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, "There is an endpoint of that name")
                                .asException();
                    }
                    return queries.create(tx, name, provider, terms.rewritten(null, sealing(organization, name)));
                })
                .compose(made -> find(tx.reading(), name));
    }

    /**
     * Changes what is given. Fails with {@code not_found}, or as {@code condition} does.
     *
     * @param condition is told the version that there is
     */
    public Future<Changed> change(OrganizationTx tx, String name, IntConsumer condition, Rewriting rewriting) {
        return locked(tx, name).compose(before -> {
            condition.accept(before.version());
            var old = Terms.of(before);
            var terms = rewriting.rewritten(old, sealing(before.organization(), name));
            var changes = differences(old, terms);
            if (changes.isEmpty()) {
                return Future.succeededFuture(new Changed(before, changes));
            }
            return queries.change(tx, before.id(), terms)
                    .compose(changed -> find(tx.reading(), name))
                    .map(after -> new Changed(after, changes));
        });
    }

    /** Deletes an endpoint; executions that wait for it fail. Fails with {@code not_found}. */
    public Future<ModelEndpoint> delete(OrganizationTx tx, String name, IntConsumer condition) {
        return locked(tx, name).map(gone -> {
            condition.accept(gone.version());
            tx.last(queries.delete(tx, gone.id()));
            return gone;
        });
    }

    /** Seals all secrets of the organization with the current key. */
    public Future<Resealed> reseal(OrganizationTx tx) {
        return queries.lockSealed(tx).map(all -> {
            var renewed = new ArrayList<ModelEndpoint>();
            var unreadable = new ArrayList<ModelEndpoint>();
            for (var endpoint : all) {
                var opened = opened(endpoint);
                if (opened.isEmpty()) {
                    unreadable.add(endpoint);
                } else if (!opened.get().isCurrent()) {
                    var sealed = secrets.seal(owner(endpoint), opened.get().secret());
                    tx.last(queries.reseal(tx, endpoint.id(), sealed));
                    renewed.add(endpoint);
                }
            }
            return new Resealed(renewed, unreadable);
        });
    }

    private Future<ModelEndpoint> locked(OrganizationTx tx, String name) {
        return queries.lock(tx, name).map(found -> found.orElseThrow(ModelEndpoints::unknown));
    }

    private Sealing sealing(long organization, String name) {
        return secret -> secrets.seal(ModelEndpoint.owner(organization, name), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Chosen> qualified(List<ModelEndpoint> all, String wanted) {
        return all.stream()
                .filter(one -> wanted.startsWith(one.name() + "/"))
                .map(one -> new Chosen(one, wanted.substring(one.name().length() + 1)))
                .filter(chosen -> chosen.endpoint().models().contains(chosen.model()))
                .findFirst();
    }

    /** The audit is told that the secret changed, and never what it was. */
    private static List<Change> differences(Terms before, Terms after) {
        var changes = new ArrayList<Change>();
        note(changes, "base_url", before.baseUrl(), after.baseUrl());
        note(changes, "models", before.models(), after.models());
        note(changes, "prices", amounts(before.prices()), amounts(after.prices()));
        note(changes, "limits", amounts(before.limits()), amounts(after.limits()));
        if (!Objects.equals(before.sealed(), after.sealed())) {
            changes.add(new Change("secret", null, null));
        }
        return changes;
    }

    private static void note(List<Change> changes, String field, Object before, Object after) {
        if (!before.equals(after)) {
            changes.add(new Change(field, before.toString(), after.toString()));
        }
    }

    private static String amounts(Prices prices) {
        return prices.inputUsd().stripTrailingZeros().toPlainString() + " "
                + prices.outputUsd().stripTrailingZeros().toPlainString();
    }

    private static String amounts(ModelLimits limits) {
        var day = limits.usdPerDay() == null
                ? "-"
                : limits.usdPerDay().stripTrailingZeros().toPlainString();
        var month = limits.usdPerMonth() == null
                ? "-"
                : limits.usdPerMonth().stripTrailingZeros().toPlainString();
        return day + " " + month + " " + limits.concurrency() + " " + limits.timeoutSeconds() + " "
                + limits.maxOutputTokens();
    }

    private static RuntimeException notAmong(List<ModelEndpoint> all) {
        return new Failure.InvalidInput(
                        "model",
                        "'model' must be one of the organization's",
                        all.stream()
                                .flatMap(one -> one.models().stream())
                                .distinct()
                                .limit(50)
                                .toList())
                .asException();
    }

    private static RuntimeException tooMany() {
        return new Failure.TooLarge(
                        FailureCode.LIMIT_EXCEEDED,
                        "name",
                        "An organization has at most " + MOST_OF_AN_ORGANIZATION + " model endpoints",
                        null)
                .asException();
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("model endpoint").asException();
    }
}
