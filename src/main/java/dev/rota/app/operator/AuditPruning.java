package dev.rota.app.operator;

import dev.rota.audit.chain.Pruned;
import dev.rota.audit.chain.Retention;
import dev.rota.database.Partitions;
import dev.rota.database.Partitions.Month;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops months of the audit that need not be kept any longer, for the operator (security U3). Whoever had events in a month
 * has an event that says so before the month is gone. Stops at the first month that must not be dropped; those before it are
 * dropped then. Can be repeated. Blocks.
 */
public final class AuditPruning {
    /** Whole months beside the current one that are kept unless the operator says otherwise. */
    public static final int KEPT = 24;

    /** Fewer are never kept: what was done to the log lately must be there when it is noticed. */
    public static final int FEWEST = 3;

    public static final int MOST = 1_200;

    private final Partitions partitions;
    private final Retention retention;
    private final Waiter waiter;
    private final String client;
    private final Set<Long> verified = new HashSet<>();

    /**
     * One month that is gone.
     *
     * @param organizations how many had events in it
     */
    public record PrunedMonth(YearMonth month, int organizations) {}

    /** @param client what the audit says was used, such as {@code rota audit prune} */
    public AuditPruning(Partitions partitions, Retention retention, Waiter waiter, String client) {
        this.partitions = partitions;
        this.retention = retention;
        this.waiter = waiter;
        this.client = client;
    }

    /** @param keep whole months beside the current one, from {@value #FEWEST} to {@value #MOST} */
    public List<PrunedMonth> prune(int keep) throws SQLException {
        if (keep < FEWEST || keep > MOST) {
            throw new IllegalArgumentException("months to keep: " + FEWEST + " to " + MOST);
        }
        var gone = new ArrayList<PrunedMonth>();
        for (var month : partitions.olderThan("audit_event", keep)) {
            gone.add(
                    new PrunedMonth(YearMonth.from(month.since().withOffsetSameInstant(ZoneOffset.UTC)), prune(month)));
        }
        for (var month : partitions.olderThan("auth_event", keep)) {
            partitions.drop(month); // of no organization, and in no chain
        }
        return gone;
    }

    private int prune(Month month) throws SQLException {
        var statements = new ArrayList<Pruned>();
        var organizations = partitions.organizations(month);
        for (var id : organizations) {
            var organization = new OrganizationId(id);
            if (verified.add(id)) {
                waiter.waitFor(retention.requireUntouched(organization));
            }
            statements.add(waiter.waitFor(retention.examine(organization, month.since(), month.until())));
        }
        for (var statement : statements) {
            waiter.waitFor(retention.record(operator(statement.organization()), statement));
        }
        partitions.drop(month);
        return organizations.size();
    }

    private Caller operator(OrganizationId organization) {
        var request = RequestInfo.ofCommand(client);
        return Caller.internal(Principal.SYSTEM, organization, "operator", request);
    }
}
