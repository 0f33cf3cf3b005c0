package dev.rota.audit.rest;

import dev.rota.audit.chain.ChainedEvents;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.audit.chain.Verdict;
import dev.rota.database.ReadTx;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.Parameter;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@code /organizations/{org}/audit-events}. */
public final class AuditEndpoints implements Endpoints {
    private static final String PATH = "/organizations/{org}/audit-events";

    private static final String LISTED =
            "What was done, the newest first. A page looks at ten thousand events at most: one"
                    + " that a filter leaves few of, or none, may still have a next_cursor";

    private static final Parameter[] WHAT = {
        Parameter.of("actor", Shape.line(200), "Name or id of who acted"),
        Parameter.of("action", Shape.line(64), "The operation, or the name it was called by"),
        Parameter.of("object", Shape.line(256), "Key, kind, or kind:id, such as task:17"),
        Parameter.of("category", Shape.choice("MCP", "ADMIN", "AUTH", "SYSTEM"), "The part of the product"),
    };
    private static final Parameter[] WHEN = {
        Parameter.of("since", Shape.time(), "The earliest time, itself included"),
        Parameter.of("until", Shape.time(), "The time before which events are"),
    };

    private static final Shape VERDICT = Shape.object(
            Member.required("ok", Shape.flag()),
            Member.required("from_seq", Shape.whole(1, Long.MAX_VALUE))
                    .described("The first event that is still there"),
            Member.required("to_seq", Shape.whole(0, Long.MAX_VALUE)),
            Member.required("digests", Shape.whole(0, Long.MAX_VALUE)),
            Member.optional("first_bad_seq", Shape.whole(1, Long.MAX_VALUE)),
            Member.optional(
                    "kind",
                    Shape.choice(Arrays.stream(Verdict.Kind.values())
                            .map(Verdict.Kind::wire)
                            .toList())));

    private final AuditExport export;
    private final AuditStreams streams;
    private final AuditProof proof;
    private final ChainedEvents events = new ChainedEvents();

    public AuditEndpoints(AuditExport export, AuditStreams streams, AuditProof proof) {
        this.export = export;
        this.streams = streams;
        this.proof = proof;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(PATH, "list_audit_events", LISTED)
                        .needs(Permission.AUDIT_READ, Scope.AUDIT_READ)
                        .query(filters())
                        .lists(EventShape.EVENT)
                        .reads(this::list),
                Draft.get(PATH, "export_audit_events", "All that was done, the newest first")
                        .needs(Permission.AUDIT_EXPORT, Scope.AUDIT_READ)
                        .rare()
                        .query(filters())
                        .represents(AuditExport.CSV, AuditExport.LINES)
                        .streams(export::export),
                Draft.get(PATH, "follow_audit_events", "What is being done, as it happens, after the last ten events")
                        .needs(Permission.AUDIT_READ, Scope.AUDIT_READ)
                        .query(WHAT)
                        .represents(AuditStreams.MEDIA_TYPE)
                        .streams(streams::follow),
                Draft.get(PATH + "/verify", "verify_audit_events", "Whether the log is what was written")
                        .needs(Permission.AUDIT_READ, Scope.AUDIT_READ)
                        .answers(VERDICT)
                        .actsAtLength(proof::verify),
                Draft.post(PATH + "/verify", "start_audit_verification", "The same")
                        .needs(Permission.AUDIT_READ, Scope.AUDIT_READ)
                        .answers(VERDICT)
                        .actsAtLength(proof::verify));
    }

    private static Parameter[] filters() {
        return Stream.of(WHAT, WHEN).flatMap(Arrays::stream).toArray(Parameter[]::new);
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return events.before(tx, page.position(Long.MAX_VALUE), page.rows(), filter(call))
                .map(found -> page.of(
                        found.events(),
                        one -> Long.toString(one.seq()),
                        one -> one.event(),
                        found.next() == null ? null : found.next().toString()));
    }

    static Filter filter(RestCall call) {
        return new Filter(
                call.query("actor"),
                call.query("action"),
                call.query("object"),
                call.query("category"),
                call.time("since"),
                call.time("until"));
    }
}
