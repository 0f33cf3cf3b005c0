package dev.rota.app.demo;

import dev.rota.app.operator.MintedToken;
import dev.rota.app.operator.Operator;
import dev.rota.app.operator.TokenChoice;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.user.Users;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Passwords and tokens of the demo: those of the file as long as they are good, else new ones. */
final class DemoCredentials {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 15;

    private final Database database;
    private final Operator operator;
    private final Users users;
    private final Peppers peppers;

    DemoCredentials(Database database, Operator operator, Users users, Peppers peppers) {
        this.database = database;
        this.operator = operator;
        this.users = users;
        this.peppers = peppers;
    }

    /** Whether {@code file} speaks of these organizations and all its tokens are accepted. */
    Future<Boolean> areGood(JsonObject file, List<DemoPlace> places) {
        try {
            var checks = places.stream()
                    .map(place -> isGood(
                            file.getJsonObject("organizations")
                                    .getJsonObject(place.content().slug()),
                            place))
                    .toList();
            return Future.all(checks).map(done -> checks.stream().allMatch(Future::result));
        } catch (NullPointerException | ClassCastException e) {
            return Future.succeededFuture(false); // somebody has edited it
        }
    }

    private Future<Boolean> isGood(JsonObject organization, DemoPlace place) {
        var owner = organization.getJsonObject("owner");
        var checks = List.of(
                isAccepted(owner.getString("user_token"), "mcp"),
                isAccepted(owner.getString("admin_token"), "admin"),
                isAccepted(organization.getJsonObject("member").getString("user_token"), "mcp"),
                isAccepted(organization.getString("org_token"), "mcp"),
                isAccepted(organization.getString("agent_key"), "mcp"));
        return Future.all(checks)
                .map(done -> organization.getLong("id") == place.id().value()
                        && checks.stream().allMatch(Future::result));
    }

    private Future<Boolean> isAccepted(String text, String resource) {
        var token = OpaqueToken.parse(text);
        if (token.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return database.identify(Entry.TOKEN, peppers.hashes(token.get()), resource)
                .map(known -> true)
                .recover(problem -> problem instanceof FailureException refused
                                && refused.failure() instanceof Failure.Unauthenticated
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(problem));
    }

    /** New ones for one organization, as {@code demo.json} shows them. */
    Future<JsonObject> make(DemoPlace place) {
        var owner = password(place.owner());
        var member = password(place.member());
        var tokens = tokens(place);
        return Future.all(owner, member, tokens).map(made -> {
            var minted = tokens.result();
            return new JsonObject()
                    .put("id", place.id().value())
                    .put("slug", place.content().slug())
                    .put("projects", new JsonArray(place.content().projectKeys()))
                    .put(
                            "owner",
                            person(place, "owner", owner.result(), minted.get(0))
                                    .put("admin_token", minted.get(1).reveal()))
                    .put("member", person(place, "member", member.result(), minted.get(2)))
                    .put("org_token", minted.get(3).reveal())
                    .put("agent_key", minted.get(4).reveal());
        });
    }

    private Future<List<MintedToken>> tokens(DemoPlace place) {
        var since =
                " of the demo, " + place.content().slug() + " " + Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return database.asWorker(place.id(), tx -> {
            var made = List.of(
                    operator.mint(tx, place.owner(), TokenChoice.PERSONAL, "user token" + since),
                    operator.mint(tx, place.owner(), TokenChoice.ADMIN, "admin token" + since),
                    operator.mint(tx, place.member(), TokenChoice.PERSONAL, "user token" + since),
                    operator.mint(tx, place.owner(), TokenChoice.ORG, "org token" + since),
                    operator.mintAgentKey(tx, place.agent(), place.owner(), "agent key" + since));
            return Future.all(made)
                    .map(done -> made.stream().map(Future::result).toList());
        });
    }

    private Future<String> password(long user) {
        var bytes = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bytes);
        var password = Base64.getUrlEncoder().encodeToString(bytes);
        return users.setPassword(user, password).map(password);
    }

    private static JsonObject person(DemoPlace place, String who, String password, MintedToken token) {
        return new JsonObject()
                .put("email", place.content().email(who))
                .put("password", password)
                .put("user_token", token.reveal());
    }
}
