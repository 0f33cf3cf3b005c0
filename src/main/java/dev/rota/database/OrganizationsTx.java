package dev.rota.database;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction of background work in many organizations at once; {@code $1} of every statement is their ids, a
 * {@code bigint[]}. Only tables whose policies say so can be written: most ask for the one organization that was entered.
 */
public final class OrganizationsTx extends ChangeTx {
    OrganizationsTx(Session session, UnaryOperator<String> rewriting, Long[] organizations) {
        super(session, rewriting, List.of((Object) organizations));
    }
}
