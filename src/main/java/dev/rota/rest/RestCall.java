package dev.rota.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.seal.Cursors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request to an endpoint, whose query and body fit what the endpoint takes.
 *
 * @param body an empty object where none was sent
 * @param fresh whether the caller signed in lately, where it matters only for some of what can be asked (security A24)
 * @param ifMatch the version that the caller wants to change; null where they do not say
 */
public record RestCall(
        Endpoint endpoint,
        @Nullable Caller person,
        boolean fresh,
        RequestInfo info,
        Map<String, String> path,
        Map<String, Object> query,
        JsonObject body,
        @Nullable Integer ifMatch,
        Cursors cursors) {
    private static final String ID = "[1-9][0-9]{0,15}";

    public RestCall {
        path = Collections.unmodifiableMap(new TreeMap<>(path)); // in an order that is the same on every node
        query = Map.copyOf(query);
    }

    /** Fails with all that is wrong with query, body or conditions. */
    static RestCall of(
            RoutingContext ctx,
            Endpoint endpoint,
            @Nullable Caller person,
            boolean fresh,
            RequestInfo info,
            Buffer body,
            Cursors cursors) {
        return new RestCall(
                endpoint,
                person,
                fresh,
                info,
                canonical(ctx.pathParams(), endpoint, person),
                RequestReading.query(endpoint, ctx),
                RequestReading.fitting(endpoint, body),
                endpoint.takesCondition() ? RequestReading.ifMatch(ctx.request()) : null,
                cursors);
    }

    /** The organization by its id, however it was named, so that both names are one request. */
    private static Map<String, String> canonical(Map<String, String> path, Endpoint endpoint, @Nullable Caller person) {
        var canonical = new TreeMap<>(path);
        if (person != null && endpoint.access().door() == Access.Door.MEMBER) {
            canonical.put("org", person.organization().organization().toString());
        }
        return canonical;
    }

    /** Who calls. For endpoints that let in nobody without a credential. */
    public Caller caller() {
        if (person == null) {
            throw new IllegalStateException(endpoint.name() + " is open to anybody");
        }
        return person;
    }

    /** Whoever showed a credential, where that is not asked for. */
    public Optional<Caller> claimed() {
        return Optional.ofNullable(person);
    }

    /** A parameter of the path. */
    public String path(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException(endpoint.path() + " has no " + name);
        }
        return value;
    }

    /** The same as a number; what cannot be one is as absent as one that is not there. */
    public long id(String name, String kind) {
        var text = path(name);
        if (!text.matches(ID)) {
            throw new Failure.NotFound(kind).asException();
        }
        return Long.parseLong(text);
    }

    /** A parameter of the query; null where it is not given. */
    public @Nullable String query(String name) {
        return (String) query.get(name);
    }

    /** The same for one that is a time. */
    public @Nullable OffsetDateTime time(String name) {
        var text = query(name);
        return text == null ? null : Times.parse(text).orElseThrow();
    }

    /** The page that is asked for. A cursor counts for this list, its filters, organization and person only. */
    public Page page() {
        var filters = new TreeMap<>(query);
        filters.remove("limit");
        filters.remove("cursor");
        var binding = endpoint.name() + " " + path + " " + filters + " "
                + caller().principal().id();
        return new Page(cursors, binding, ((Number) query.getOrDefault("limit", (long) Page.USUAL)).intValue(), (String)
                query.get("cursor"));
    }

    /** Fails with {@code reauthentication_required} unless the caller signed in lately. */
    public void requireFresh() {
        if (!fresh) {
            throw Admittance.stale();
        }
    }

    /** Fails with {@code version_conflict} where the caller wants to change another version. */
    public void requireVersion(int current) {
        if (ifMatch != null && ifMatch != current) {
            throw new Failure.Conflict(
                            FailureCode.VERSION_CONFLICT,
                            "It has changed meanwhile; its version is " + current,
                            "Read it again and repeat the change with its ETag.",
                            new JsonObject().put("current", new JsonObject().put("version", current)))
                    .asException();
        }
    }
}
