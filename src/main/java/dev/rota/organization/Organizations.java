package dev.rota.organization;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Permission;
import dev.rota.identity.SystemRole;
import dev.rota.identity.VisibleText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes organizations and memberships for the operator, who stands outside of them. */
public final class Organizations {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String CREATE = "SELECT rota.enter_new_organization($1, $2, $3, $4) AS id";
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final String CREATE_OWN =
            "SELECT rota.enter_own_organization($2, $3, $4) AS id, now() AS created_at WHERE $1::bigint > 0";
    private static final String FIND = "SELECT rota.enter_organization($1) AS id";
    private static final String EXISTS = "SELECT id FROM organization WHERE id = $1 AND deleted_at IS NULL";
    private static final String ADD_MEMBER = "SELECT rota.enter_membership($2, $3) AS added WHERE $1::bigint > 0";
    private static final String ADD_AGENT =
            "INSERT INTO agent (org_id, name, owner_user_id) VALUES ($1, $2, $3) RETURNING id";
    private static final String ROLES = "SELECT name FROM role WHERE org_id = $1 ORDER BY name";
    private static final String AGENT = "SELECT id FROM agent WHERE org_id = $1 AND name = $2";
    private static final String OWNED_AGENT =
            "SELECT id, owner_user_id FROM agent WHERE org_id = $1 AND name = $2 AND active";
    private static final String SET_POLICY =
            "UPDATE organization SET policy = policy || $2::jsonb, version = version + 1 WHERE id = $1";

    private final Database database;

    public Organizations(Database database) {
        this.database = database;
    }

    /** A new organization with its system roles and its first owner. Fails with {@code already_exists}. */
    public Future<OrganizationId> create(String slug, String name, long owner) {
        return create(slug, name, owner, tx -> Future.succeededFuture(tx.organization()));
    }

    /** The same, with what {@code first} puts into it: both are there or neither. */
    public <T> Future<T> create(String slug, String name, long owner, Function<OrganizationTx, Future<T>> first) {
        return Future.<Void>succeededFuture()
                .compose(begun -> database.inNewOrganization(
                        CREATE, Tuple.of(slug(slug), name(name), owner, systemRoles()), first));
    }

    /**
     * A new organization of the person who acts. Fails with {@code validation_failed} or {@code already_exists}, and with
     * {@code limit_exceeded} where they own too many.
     */
    public static Future<Organization> create(PersonTx tx, String slug, String name) {
        var named = name(name);
        return tx.one(
                CREATE_OWN,
                row -> {
                    var id = row.getLong("id");
                    if (id == null) {
                        throw new Failure.Conflict(FailureCode.LIMIT_EXCEEDED, "You own 100 organizations already")
                                .asException();
                    }
                    return new Organization(
                            id, slug, named, new JsonObject(), null, 1, row.getOffsetDateTime("created_at"));
                },
                slug(slug),
                named,
                systemRoles());
    }

    /** What stands for an organization in URLs; none that could be its id. Fails with {@code validation_failed}. */
    static String slug(String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw new Failure.InvalidInput(
                            "slug",
                            "'slug' must be 1 to 63 lower-case letters, digits or dashes, not beginning with a dash")
                    .asException();
        }
        if (DIGITS.matcher(slug).matches()) {
            throw new Failure.InvalidInput("slug", "'slug' must not be a number, which would read as an id")
                    .asException();
        }
        return slug;
    }

    /** A name as people see it. Fails with {@code validation_failed}. */
    static String name(String name) {
        var visible = VisibleText.of(name);
        if (visible.isEmpty() || visible.length() > 100) {
            throw new Failure.InvalidInput("name", "name must have 1 to 100 characters").asException();
        }
        return visible;
    }

    /** All of them as {@code {"owner": [...], ...}}. */
    private static JsonObject systemRoles() {
        var roles = new JsonObject();
        for (var role : SystemRole.values()) {
            roles.put(role.wire(), new JsonArray(Permission.names(role.permissions())));
        }
        return roles;
    }

    /** The organization of that slug; empty when there is none. */
    public Future<Optional<OrganizationId>> find(String slug) {
        return database.first(DatabaseRole.WORKER, FIND, row -> Optional.ofNullable(row.getLong("id")), slug)
                .map(found -> found.flatMap(id -> id).map(OrganizationId::new));
    }

    /** The organization of that slug, or else of that id in digits; empty when there is none. */
    public Future<Optional<OrganizationId>> named(String slugOrId) {
        return find(slugOrId)
                .compose(found -> found.isPresent() || !ID.matcher(slugOrId).matches()
                        ? Future.succeededFuture(found)
                        : database.asWorker(
                                new OrganizationId(Long.parseLong(slugOrId)),
                                tx -> tx.first(EXISTS, row -> new OrganizationId(row.getLong("id")))));
    }

    /** The names of the organization's roles, in alphabetical order. */
    public Future<List<String>> roles(OrganizationTx tx) {
        return tx.list(ROLES, row -> row.getString("name"));
    }

    /** The agent of that name; empty when there is none. */
    public Future<Optional<Long>> agent(OrganizationTx tx, String name) {
        return tx.first(AGENT, row -> row.getLong("id"), name);
    }

    /** An agent's id, and whose it is. */
    public record OwnedAgent(long id, long owner) {}

    /** The agent of that name with its owner; empty when there is none, or it is suspended. */
    public Future<Optional<OwnedAgent>> ownedAgent(OrganizationTx tx, String name) {
        return tx.first(OWNED_AGENT, row -> new OwnedAgent(row.getLong("id"), row.getLong("owner_user_id")), name);
    }

    /** Makes {@code user} a member; false when they are one already. Fails with {@code not_found} for an unknown role. */
    public Future<Boolean> addMember(OrganizationTx tx, long user, String role) {
        return tx.one(ADD_MEMBER, row -> row.getBoolean("added"), user, role);
    }

    /** A new agent; its id. Fails with {@code already_exists}. */
    public Future<Long> addAgent(OrganizationTx tx, String name, long owner) {
        return tx.one(ADD_AGENT, row -> row.getLong("id"), name, owner);
    }

    /** Merges keys into the organization's policy. */
    public Future<Integer> setPolicy(OrganizationTx tx, JsonObject policy) {
        return tx.count(SET_POLICY, policy);
    }
}
