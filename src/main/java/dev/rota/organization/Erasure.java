package dev.rota.organization;

import dev.rota.background.Work;
import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Removes every row of a deleted organization, some thousand at a time, its log at the end. The hashes of the log stay
 * (security T18). Whatever stops it, the next node that looks goes on.
 */
public final class Erasure implements Work {
    private static final String ERASE = "SELECT rota.enter_erasure($1, $2) AS erased";
    private static final int ROWS = 2_000;
    private static final Duration A_LITTLE = Duration.ofSeconds(5);

    @Override
    public String kind() {
        return "erasure";
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long organization) {
        return tx.one(ERASE, row -> row.getInteger("erased"), ROWS)
                .map(erased -> erased == 0 ? Optional.empty() : Optional.of(erased > 0 ? Duration.ZERO : A_LITTLE));
    }
}
