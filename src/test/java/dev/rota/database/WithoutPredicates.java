package dev.rota.database;

import io.vertx.core.Vertx;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The product's statements without the predicates that name the organization, so that row-level security is all that is
 * left. What a statement inserts keeps its organization: there the policy's check is what holds it.
 */
public final class WithoutPredicates implements UnaryOperator<String> {
    /** {@code org_id = $1}, {@code t.org_id = ANY ($1)}, {@code t.org_id = o.org_id} of the lateral form. */
    private static final Pattern ONE = Pattern.compile("(?:\\b[a-z]\\w*\\.)?\\borg_id = \\$1(?!\\d)");

    private static final Pattern ANY = Pattern.compile("(?:\\b[a-z]\\w*\\.)?\\borg_id = ANY \\(\\$1\\)");
    private static final Pattern LATERAL = Pattern.compile("\\b[a-z]\\w*\\.org_id = o\\.org_id");
    private static final Pattern ORGANIZATION = Pattern.compile("WHERE id = \\$1(?!\\d)");

    /** A database on which policies alone keep organizations apart. */
    public static Database open(Vertx vertx, DatabaseAddress address, DatabaseSettings settings) {
        return new Database(vertx, address, settings, new WithoutPredicates(), Database.PATIENCE);
    }

    @Override
    public String apply(String sql) {
        var one = ONE.matcher(sql).replaceAll("(\\$1::bigint IS NOT NULL)");
        var any = ANY.matcher(one).replaceAll("(\\$1::bigint[] IS NOT NULL)");
        var lateral = LATERAL.matcher(any).replaceAll("true");
        return ORGANIZATION.matcher(lateral).replaceAll("WHERE (\\$1::bigint IS NOT NULL)");
    }
}
