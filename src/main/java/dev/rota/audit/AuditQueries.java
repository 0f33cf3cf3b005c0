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
                   request_id, network, protocol, duration_us, credential_in_query, truncated)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """;

    private static final String RECORD_OF_PERSON =
            """
            INSERT INTO audit_event (org_id, category, action, alias, outcome, actor_kind, actor_id, actor_name,
                   on_behalf_of, credential, client, object_kind, object_id, object_key, changes,
                   request_id, network, protocol, duration_us, credential_in_query, truncated)
            SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22
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
                   request_id, network, protocol, duration_us, credential_in_query, truncated)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                   $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::text[],
                   $15::text[], $16::text[], $17::text[], $18::bigint[], $19::boolean[], $20::boolean[])
            """;

    Future<Integer> record(OrganizationTx tx, AuditEvent event, @Nullable JsonArray changes) {
        return tx.count(RECORD, values(EventFields.of(event, changes)).toArray());
    }

    /** The same where the transaction does not say of which organization the event is. */
    Future<Integer> record(IdentityTx tx, AuditEvent event) {
        var values = new ArrayList<@Nullable Object>();
        values.add(event.organization().value());
        values.addAll(values(EventFields.of(event, null)));
        return tx.count(RECORD, values.toArray());
    }

    /** The same in a transaction of a person, whose {@code $1} is who they are. */
    Future<Integer> record(PersonTx tx, AuditEvent event) {
        var values = new ArrayList<@Nullable Object>();
        values.add(event.organization().value());
        values.addAll(values(EventFields.of(event, null)));
        return tx.count(RECORD_OF_PERSON, values.toArray());
    }

    Future<Integer> recordAlone(PersonTx tx, Caller caller, Action action) {
        var request = caller.request();
        return tx.count(RECORD_ALONE, action.name(), caller.credential().id(), request.network(), request.id());
    }

    /** Parameters 2 to 21. */
    private static List<@Nullable Object> values(EventFields event) {
        return Arrays.asList(
                event.category(),
                event.action(),
                event.alias(),
                event.outcome(),
                event.actorKind(),
                event.actorId(),
                event.actorName(),
                event.onBehalfOf(),
                event.credential(),
                event.client(),
                event.objectKind(),
                event.objectId(),
                event.objectKey(),
                event.changes(),
                event.requestId(),
                event.network(),
                event.protocol(),
                event.durationMicros(),
                event.credentialInQuery(),
                event.truncated());
    }

    Future<Integer> append(Database database, List<AuditEvent> batch) {
        var events = batch.stream().map(event -> EventFields.of(event, null)).toList();
        return database.append(
                APPEND,
                Tuple.tuple()
                        .addValue(longs(events, EventFields::organization))
                        .addValue(texts(events, EventFields::category))
                        .addValue(texts(events, EventFields::action))
                        .addValue(texts(events, EventFields::alias))
                        .addValue(texts(events, EventFields::outcome))
                        .addValue(texts(events, EventFields::actorKind))
                        .addValue(longs(events, EventFields::actorId))
                        .addValue(texts(events, EventFields::actorName))
                        .addValue(longs(events, EventFields::onBehalfOf))
                        .addValue(texts(events, EventFields::credential))
                        .addValue(texts(events, EventFields::client))
                        .addValue(texts(events, EventFields::objectKind))
                        .addValue(longs(events, EventFields::objectId))
                        .addValue(texts(events, EventFields::objectKey))
                        .addValue(texts(events, EventFields::requestId))
                        .addValue(texts(events, EventFields::network))
                        .addValue(texts(events, EventFields::protocol))
                        .addValue(longs(events, EventFields::durationMicros))
                        .addValue(flags(events, EventFields::credentialInQuery))
                        .addValue(flags(events, EventFields::truncated)));
    }

    private static String[] texts(List<EventFields> events, Function<EventFields, @Nullable String> column) {
        return events.stream().map(column).toArray(String[]::new);
    }

    private static Long[] longs(List<EventFields> events, Function<EventFields, @Nullable Long> column) {
        return events.stream().map(column).toArray(Long[]::new);
    }

    private static Boolean[] flags(List<EventFields> events, Function<EventFields, @Nullable Boolean> column) {
        return events.stream().map(column).toArray(Boolean[]::new);
    }
}
