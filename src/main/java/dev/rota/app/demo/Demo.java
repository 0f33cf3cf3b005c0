package dev.rota.app.demo;

import dev.rota.app.operator.Operator;
import dev.rota.attempt.UploadUrls;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.organization.Organizations;
import dev.rota.token.Peppers;
import dev.rota.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The organizations {@code acme} and {@code globex}. Made once: a later start finds them as they were left, and keeps
 * {@code demo.json} as long as what stands in it is accepted.
 */
public final class Demo {
    private static final List<String> SLUGS = List.of("acme", "globex");
    /** A hundred times what others get, so that checks and load tests run against it (design section 6). */
    private static final JsonObject POLICY =
            new JsonObject().put("calls_per_minute", 120_000).put("max_claims", 50);

    private final Vertx vertx;
    private final Database database;
    private final AuditLog audit;
    private final Organizations organizations;
    private final Users users;
    private final Operator operator;
    private final DemoCredentials credentials;
    private final DemoTasks tasks = new DemoTasks();
    private final DemoWork work;
    private final DemoFile file;

    public Demo(
            Vertx vertx,
            Database database,
            AuditLog audit,
            Users users,
            Peppers peppers,
            UploadUrls urls,
            Path dataDirectory) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.users = users;
        organizations = new Organizations(database);
        operator = new Operator(database, audit, users, peppers, "rota serve --demo");
        credentials = new DemoCredentials(database, operator, users, peppers);
        work = new DemoWork(database, audit, urls);
        file = new DemoFile(dataDirectory.resolve("demo.json"));
    }

    /**
     * Makes what is missing. Done when {@code demo.json} is written. Fails with {@code already_exists} where an
     * organization has the name of one of the demo's and is none.
     */
    public Future<DemoAccess> prepare(URI baseUrl, URI managementUrl) {
        return vertx.executeBlocking(() -> SLUGS.stream().map(DemoContent::read).toList())
                .compose(this::places)
                .compose(places -> vertx.executeBlocking(file::read)
                        .compose(known -> known.isEmpty()
                                ? write(places, baseUrl, managementUrl)
                                : credentials
                                        .areGood(known.get(), places)
                                        .compose(good -> good
                                                ? keep(known.get(), baseUrl, managementUrl)
                                                : write(places, baseUrl, managementUrl))));
    }

    private Future<List<DemoPlace>> places(List<DemoContent> contents) {
        var places = new ArrayList<DemoPlace>();
        Future<?> chain = Future.succeededFuture();
        for (var content : contents) {
            chain = chain.compose(before -> place(content).onSuccess(places::add));
        }
        return chain.map(places);
    }

    private Future<DemoPlace> place(DemoContent content) {
        var owner = users.findOrMake(content.email("owner"), content.personName("owner"));
        var member = users.findOrMake(content.email("member"), content.personName("member"));
        var existing = organizations.find(content.slug());
        return Future.all(owner, member, existing).compose(known -> existing.result()
                .map(id -> found(content, id, owner.result(), member.result()))
                .orElseGet(() -> make(content, owner.result(), member.result())));
    }

    private Future<DemoPlace> found(DemoContent content, OrganizationId id, long owner, long member) {
        return database.asWorker(id, tx -> organizations.agent(tx, content.agentName()))
                .map(agent ->
                        new DemoPlace(content, id, owner, member, agent.orElseThrow(() -> notOurs(content.slug()))));
    }

    private Future<DemoPlace> make(DemoContent content, long owner, long member) {
        return operator.createOrganization(
                content.slug(), content.name(), owner, tx -> operator.join(tx, member, "member")
                        .compose(joined -> guests(tx, content))
                        .compose(joined -> organizations.setPolicy(tx, POLICY))
                        .compose(set -> organizations.addAgent(tx, content.agentName(), owner))
                        .map(agent -> new DemoPlace(content, tx.organization(), owner, member, agent))
                        .compose(place -> fill(tx, place)));
    }

    private Future<Void> guests(OrganizationTx tx, DemoContent content) {
        return Future.all(content.guests().stream()
                        .map(email ->
                                users.find(email).compose(user -> operator.join(tx, user.orElseThrow(), "member")))
                        .toList())
                .mapEmpty();
    }

    private Future<DemoPlace> fill(OrganizationTx tx, DemoPlace place) {
        return tasks.create(tx, place)
                .compose(made -> work.happen(tx, place, made))
                .map(done -> {
                    audit.record(
                            tx,
                            Caller.system(place.id(), "demo"),
                            Action.system("fill_demo"),
                            new AuditObject(
                                    "organization",
                                    place.id().value(),
                                    place.content().slug()),
                            List.of());
                    return place;
                });
    }

    private Future<DemoAccess> write(List<DemoPlace> places, URI baseUrl, URI managementUrl) {
        var made = places.stream().map(credentials::make).toList();
        return Future.all(made).compose(done -> {
            var all = new JsonObject();
            made.forEach(one -> all.put(one.result().getString("slug"), one.result()));
            return write(urls(baseUrl, managementUrl).put("organizations", all));
        });
    }

    /** The tokens stay; only the addresses follow the settings. */
    private Future<DemoAccess> keep(JsonObject known, URI baseUrl, URI managementUrl) {
        var wanted = urls(baseUrl, managementUrl);
        return known.copy().mergeIn(wanted).equals(known)
                ? Future.succeededFuture(new DemoAccess(file.path(), known))
                : write(wanted.put("organizations", known.getJsonObject("organizations")));
    }

    private Future<DemoAccess> write(JsonObject json) {
        return vertx.executeBlocking(() -> {
            file.write(json);
            return new DemoAccess(file.path(), json);
        });
    }

    private static JsonObject urls(URI baseUrl, URI managementUrl) {
        return new JsonObject().put("base_url", baseUrl.toString()).put("management_url", managementUrl.toString());
    }

    private static RuntimeException notOurs(String slug) {
        return new Failure.Conflict(
                        FailureCode.ALREADY_EXISTS,
                        "there is an organization " + slug + " that is not the demo's; give the demo a --data-dir"
                                + " of its own")
                .asException();
    }
}
