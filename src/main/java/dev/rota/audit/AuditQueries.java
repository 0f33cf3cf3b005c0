package dev.rota.audit;

import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SQL of the audit log. */
final class AuditQueries {
    private static final String RECORD =
            """
            INSERT INTO audit_event (org_id, category, action, alias, outcome, actor_kind, actor_id, actor_name,
                   on_behalf_of, credential, client, object_kind, object_id, object_key, changes,
                   request_id, network, protocol, duration_us, credential_in_query)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            """;

    private static final String RECORD_OF_PERSON =
            """
            INSERT INTO audit_event (org_id, category, action, alias, outcome, actor_kind, actor_id, actor_name,
                   on_behalf_of, credential, client, object_kind, object_id, object_key, changes,
                   request_id, network, protocol, duration_us, credential_in_query)
            SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
             WHERE $1::bigint > 0
            """;

    private static final String RECORD_ALONE =
            """
            INSERT INTO auth_event (kind, reason, user_id, token_id, network, request_id)
            VALUES ('credential', $2, $1, $3, $4, $5)
            """;

    /** Not bound to one organization: the role that runs it can add rows and read none. */
    private static final String APPEND =
            """
            INSERT INTO audit_event (org_id, category, action, alias, outcome, actor_kind, actor_id, actor_name,
                   on_behalf_of, credential, client, object_kind, object_id, object_key,
                   request_id, network, protocol, duration_us, credential_in_query)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                   $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::text[],
                   $15::text[], $16::text[], $17::text[], $18::bigint[], $19::boolean[])
            """;

    Future<Integer> record(OrganizationTx tx, AuditEvent event, @Nullable JsonArray changes) {
        return tx.count(RECORD, values(event, changes).toArray());
    }

    /** The same where the transaction does not say of which organization the event is. */
    Future<Integer> record(IdentityTx tx, AuditEvent event) {
        var values = new ArrayList<@Nullable Object>();
        values.add(event.organization().value());
        values.addAll(values(event, null));
        return tx.count(RECORD, values.toArray());
    }

    /** The same in a transaction of a person, whose {@code $1} is who they are. */
    Future<Integer> record(PersonTx tx, AuditEvent event) {
        var values = new ArrayList<@Nullable Object>();
        values.add(event.organization().value());
        values.addAll(values(event, null));
        return tx.count(RECORD_OF_PERSON, values.toArray());
    }

    Future<Integer> recordAlone(PersonTx tx, Caller caller, Action action) {
        var request = caller.request();
        return tx.count(RECORD_ALONE, action.name(), caller.credential().id(), request.network(), request.id());
    }

    /** Parameters 2 to 20. */
    private static List<@Nullable Object> values(AuditEvent event, @Nullable JsonArray changes) {
        var principal = event.caller().principal();
        var request = event.caller().request();
        return Arrays.asList(
                event.action().category().name(),
                event.action().name(),
                event.action().alias(),
                event.outcome(),
                principal.kind().wire(),
                principal.id(),
                principal.name(),
                principal.onBehalfOf(),
                event.caller().credential().id(),
                request.client(),
                event.objectKind(),
                event.objectId(),
                event.objectKey(),
                changes,
                request.id(),
                request.network(),
                request.protocol(),
                event.durationMicros(),
                event.credentialInQuery());
    }

    Future<Integer> append(Database database, List<AuditEvent> events) {
        return database.append(
                APPEND,
                Tuple.tuple()
                        .addValue(longs(events, e -> e.organization().value()))
                        .addValue(texts(events, e -> e.action().category().name()))
                        .addValue(texts(events, e -> e.action().name()))
                        .addValue(texts(events, e -> e.action().alias()))
                        .addValue(texts(events, AuditEvent::outcome))
                        .addValue(
                                texts(events, e -> e.caller().principal().kind().wire()))
                        .addValue(longs(events, e -> e.caller().principal().id()))
                        .addValue(texts(events, e -> e.caller().principal().name()))
                        .addValue(longs(events, e -> e.caller().principal().onBehalfOf()))
                        .addValue(texts(events, e -> e.caller().credential().id()))
                        .addValue(texts(events, e -> e.caller().request().client()))
                        .addValue(texts(events, AuditEvent::objectKind))
                        .addValue(longs(events, AuditEvent::objectId))
                        .addValue(texts(events, AuditEvent::objectKey))
                        .addValue(texts(events, e -> e.caller().request().id()))
                        .addValue(texts(events, e -> e.caller().request().network()))
                        .addValue(texts(events, e -> e.caller().request().protocol()))
                        .addValue(longs(events, AuditEvent::durationMicros))
                        .addValue(events.stream()
                                .map(AuditEvent::credentialInQuery)
                                .toArray(Boolean[]::new)));
    }

    private static String[] texts(List<AuditEvent> events, Function<AuditEvent, @Nullable String> column) {
        return events.stream().map(column).toArray(String[]::new);
    }

    private static Long[] longs(List<AuditEvent> events, Function<AuditEvent, @Nullable Long> column) {
        return events.stream().map(column).toArray(Long[]::new);
    }
}
