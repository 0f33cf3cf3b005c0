package dev.rota.authentication;

import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import dev.rota.identity.Membership;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Permission;
import dev.rota.identity.Policy;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a caller from what {@code rota.enter_token} says of a token, or another {@code enter_*} of its kind. */
final class CallerJson {
    private CallerJson() {}

    static Caller caller(JsonObject token, Buffer lookup, RequestInfo request) {
        return caller(token, credentialKind(token.getString("kind")), lookup, granted(token), request);
    }

    /** @param claimed scopes of the access token, which count as far as they were granted or come with what was */
    static Caller ofGrant(JsonObject grant, Buffer lookup, Set<Scope> claimed, RequestInfo request) {
        var both = new HashSet<>(Scope.closure(granted(grant)));
        both.retainAll(claimed);
        return caller(grant, Credential.Kind.OAUTH, lookup, both, request);
    }

    /** @param claimed scopes of the access token; nothing was granted here that could narrow them */
    static Caller ofExternal(JsonObject person, Buffer lookup, Set<Scope> claimed, RequestInfo request) {
        return caller(person, Credential.Kind.EXTERNAL, lookup, claimed, request);
    }

    private static Caller caller(
            JsonObject found, Credential.Kind kind, Buffer lookup, Set<Scope> scopes, RequestInfo request) {
        return new Caller(
                principal(found.getString("kind"), found),
                memberships(found.getJsonArray("organizations")),
                new Credential(kind, found.getString("id"), lookup, found.getString("stamp"), authenticatedAt(found)),
                Scope.closure(scopes),
                restrictions(found),
                request);
    }

    private static @Nullable Instant authenticatedAt(JsonObject found) {
        var at = found.getString("authenticated_at");
        return at == null ? null : OffsetDateTime.parse(at).toInstant();
    }

    private static Credential.Kind credentialKind(String kind) {
        return switch (kind) {
            case "user" -> Credential.Kind.USER_TOKEN;
            case "org" -> Credential.Kind.ORG_TOKEN;
            case "agent" -> Credential.Kind.AGENT_TOKEN;
            default -> throw new IllegalStateException("token kind " + kind);
        };
    }

    private static Principal principal(String kind, JsonObject token) {
        var user = token.getLong("user_id");
        return switch (kind) {
            case "user" -> new Principal(Principal.Kind.USER, user, token.getString("user_name"), null);
            case "agent" ->
                new Principal(Principal.Kind.AGENT, token.getLong("agent_id"), token.getString("agent_name"), user);
            default -> new Principal(Principal.Kind.ORG, token.getLong("token_id"), token.getString("name"), user);
        };
    }

    private static List<Membership> memberships(JsonArray organizations) {
        return organizations.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Membership(
                        new OrganizationId(one.getLong("id")),
                        one.getString("slug"),
                        one.getString("name"),
                        one.getString("role"),
                        Permission.named(texts(one.getJsonArray("permissions"))),
                        Policy.of(one.getJsonObject("policy"))))
                .toList();
    }

    private static Set<Scope> granted(JsonObject found) {
        return texts(found.getJsonArray("scopes")).stream()
                .flatMap(text -> Scope.parse(text).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Restrictions restrictions(JsonObject token) {
        var projects = token.getJsonArray("projects");
        var ids = projects == null
                ? null
                : projects.stream().map(id -> ((Number) id).longValue()).collect(Collectors.toSet());
        return new Restrictions(ids, token.getBoolean("assigned_only"), token.getBoolean("read_only"));
    }

    private static Set<String> texts(JsonArray array) {
        var all = new HashSet<String>();
        array.forEach(item -> all.add((String) item));
        return all;
    }
}
