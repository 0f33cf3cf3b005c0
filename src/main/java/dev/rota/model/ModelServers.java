package dev.rota.model;

import dev.rota.egress.Egress;
import dev.rota.egress.EgressException;
import dev.rota.egress.EgressLimits;
import dev.rota.egress.EgressRequest;
import dev.rota.egress.Fetched;
import dev.rota.model.ModelException.Fault;
import dev.rota.model.wire.AnswerReader;
import dev.rota.model.wire.ModelAnswer;
import dev.rota.model.wire.ModelApi;
import dev.rota.model.wire.WireException;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks servers of models. One request each: what to do about a failure is the caller's to decide. */
public final class ModelServers {
    /** Of what is sent for each byte of text: both event streams wrap single tokens. */
    private static final int WRAPPING = 16;

    private static final EgressLimits TEST = new EgressLimits(Duration.ofSeconds(5), 1_048_576);

    private final Egress egress;
    private final ModelSettings settings;
    private final Breakers breakers;

    /** @param egress for this alone (security W5) */
    public ModelServers(Vertx vertx, Egress egress, ModelSettings settings) {
        this.egress = egress;
        this.settings = settings;
        breakers = new Breakers(vertx, settings.rest());
    }

    /** The interface that a provider speaks. */
    public static ModelApi api(Provider provider) {
        return switch (provider) {
            case OLLAMA -> ModelApi.OLLAMA;
            case ANTHROPIC -> ModelApi.ANTHROPIC;
            case OPENAI -> ModelApi.OPENAI;
        };
    }

    /**
     * Sends a prompt and reads the whole answer. Fails with {@link ModelException}; as {@code before} does, without sending.
     *
     * @param secret null where the server needs none
     * @param body of {@link ModelApi#body}
     * @param before runs when nothing else stands between the request and its being sent
     * @param cancelled ends the request when it completes
     */
    public Future<ModelAnswer> ask(
            ModelEndpoint endpoint,
            @Nullable String secret,
            Buffer body,
            Supplier<Future<Void>> before,
            Promise<Void> cancelled) {
        return breakers.guard(endpoint, () -> before.get().compose(may -> send(endpoint, secret, body, cancelled)));
    }

    /** How long the endpoint is left alone still; empty where it is not. */
    public Optional<Duration> rest(ModelEndpoint endpoint) {
        return breakers.left(endpoint);
    }

    /** What was held against the endpoint counts no more. */
    public void forget(ModelEndpoint endpoint) {
        breakers.forget(endpoint.id());
    }

    /** How many of the endpoints asked so far are left alone, tried again, or in use: by the breaker's states. */
    public Map<String, Supplier<Number>> states() {
        var states = new HashMap<String, Supplier<Number>>();
        for (var state : CircuitBreakerState.values()) {
            states.put(Breakers.wire(state), () -> breakers.count(state));
        }
        return states;
    }

    /** By the ids of endpoints that are not in use as usual: 1 while one request decides, 2 while left alone. */
    public Map<String, Number> breakers() {
        var states = new HashMap<String, Number>();
        breakers.states().forEach((endpoint, state) -> states.put(Long.toString(endpoint), number(state)));
        return states;
    }

    private static int number(CircuitBreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    /** Names of the models that the server has. Fails with {@link ModelException}; costs nothing and counts for nothing. */
    public Future<List<String>> models(ModelEndpoint endpoint, @Nullable String secret) {
        var api = api(endpoint.provider());
        var request = new EgressRequest(
                HttpMethod.GET,
                below(endpoint.baseUrl(), api.listPath()),
                headers(api, secret, "application/json"),
                null,
                true);
        return egress.send(request, TEST)
                .recover(problem -> Future.failedFuture(translated(problem)))
                .map(ModelServers::accepted)
                .map(answer -> {
                    try {
                        return api.models(new JsonObject(answer.body()));
                    } catch (RuntimeException e) { // whatever the other side wrote
                        throw new ModelException(Fault.MALFORMED);
                    }
                });
    }

    private Future<ModelAnswer> send(
            ModelEndpoint endpoint, @Nullable String secret, Buffer body, Promise<Void> cancelled) {
        var api = api(endpoint.provider());
        var reader = api.reader(settings.answerBytes());
        var accept = endpoint.provider() == Provider.OLLAMA ? "application/x-ndjson" : "text/event-stream";
        var headers = headers(api, secret, accept);
        headers.put("Content-Type", "application/json");
        var request =
                new EgressRequest(HttpMethod.POST, below(endpoint.baseUrl(), api.chatPath()), headers, body, true);
        var limits = new EgressLimits(
                Duration.ofSeconds(endpoint.limits().timeoutSeconds()),
                settings.idle(),
                settings.answerBytes() * WRAPPING);
        Promise<Void> wrong = Promise.promise();
        cancelled.future().onComplete(done -> wrong.tryComplete());
        return egress.stream(request, limits, part -> read(reader, part, wrong), wrong)
                .recover(problem -> Future.failedFuture(
                        wrong.future().failed() ? wrong.future().cause() : problem))
                .map(ModelServers::accepted)
                .compose(answer -> wrong.future().failed()
                        ? Future.failedFuture(wrong.future().cause())
                        : Future.succeededFuture(reader.whole()))
                .recover(problem -> Future.failedFuture(translated(problem)));
    }

    /** What is no answer is not read on. */
    private static void read(AnswerReader reader, Buffer part, Promise<Void> wrong) {
        try {
            reader.read(part);
        } catch (WireException e) {
            wrong.tryFail(e);
        }
    }

    private static Map<String, String> headers(ModelApi api, @Nullable String secret, String accept) {
        var headers = new HashMap<>(api.headers(secret));
        headers.put("Accept", accept);
        return headers;
    }

    private static URI below(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }

    private static Fetched accepted(Fetched answer) {
        var status = answer.status();
        if (status >= 200 && status <= 299) {
            return answer;
        }
        var pause = RetryAfter.of(answer.headers().get("Retry-After"));
        throw new ModelException(fault(status), "the server answered " + status, pause);
    }

    private static Fault fault(int status) {
        return switch (status) {
            case 429 -> Fault.RATE_LIMITED;
            case 503, 529 -> Fault.OVERLOADED;
            default -> status >= 500 ? Fault.SERVER_ERROR : Fault.REFUSED;
        };
    }

    private static Throwable translated(Throwable problem) {
        if (problem instanceof WireException wire) {
            return new ModelException(fault(wire.kind()), String.valueOf(wire.getMessage()), null);
        }
        // What was tried stands in the operator's log: which hosts exist inside is no tenant's business.
        return problem instanceof EgressException known ? new ModelException(fault(known)) : problem;
    }

    private static Fault fault(WireException.Kind kind) {
        return switch (kind) {
            case SERVER_ERROR, INCOMPLETE -> Fault.CUT;
            case MALFORMED -> Fault.MALFORMED;
            case TOO_LARGE -> Fault.TOO_LARGE;
        };
    }

    private static Fault fault(EgressException problem) {
        return switch (problem.reason()) {
            case NOT_ALLOWED -> Fault.NOT_ALLOWED;
            case UNREACHABLE -> problem.sent() ? Fault.CUT : Fault.UNREACHABLE;
            case TIMED_OUT -> problem.sent() ? Fault.TIMED_OUT : Fault.UNREACHABLE;
            case TOO_LARGE -> Fault.TOO_LARGE;
            case ENCODED -> Fault.MALFORMED;
            case BUSY -> Fault.BUSY;
            case CANCELLED -> Fault.CANCELLED;
        };
    }
}
