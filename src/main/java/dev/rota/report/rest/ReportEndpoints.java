package dev.rota.report.rest;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.report.Grouping;
import dev.rota.report.ReportKind;
import dev.rota.report.ReportRequest;
import dev.rota.report.Reports;
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

/** {@code /organizations/{org}/reports/{kind}}. */
public final class ReportEndpoints implements Endpoints {
    private static final Shape REPORT = Shape.object(
            Member.required("kind", Shape.choice(ReportKind.wires())),
            Member.optional("since", Shape.time()),
            Member.optional("rows", Shape.list(Shape.nested(4, 10_000), 2_000))
                    .described("What they hold depends on the kind, as the result of the tool get_report does"),
            Member.optional("truncated", Shape.flag()).described("Whether there were more rows than may be answered"));

    private static final Parameter[] OF = {
        Parameter.of("project", Shape.line(20), "Key or id of the only project that is meant"),
        Parameter.of("since", Shape.time(), "When the report begins"),
        Parameter.of(
                "group_by",
                Shape.choice(
                        Arrays.stream(Grouping.values()).map(Grouping::wire).toList()),
                "By what numbers are told apart"),
    };

    private final Reports reports;

    public ReportEndpoints(Reports reports) {
        this.reports = reports;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.get(
                        "/organizations/{org}/reports/{kind}",
                        "read_report",
                        "Totals of tasks, their complexity, what work has cost and how it ended, what does not move,"
                                + " what is wrong with dependencies, or gates: "
                                + String.join(", ", ReportKind.wires()))
                .needs(Permission.TASK_READ, Scope.ORGANIZATIONS_READ)
                .query(OF)
                .answers(REPORT)
                .reads(this::read));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        var kind = call.path("kind");
        if (!ReportKind.wires().contains(kind)) {
            throw new Failure.NotFound("report").asException();
        }
        var groupBy = call.query("group_by");
        var request = new ReportRequest(
                ReportKind.of(kind),
                call.query("project"),
                call.time("since"),
                groupBy == null ? null : Grouping.of(groupBy));
        return reports.read(tx, call.caller(), request).map(json -> Result.of(json.toJsonObject()));
    }
}
