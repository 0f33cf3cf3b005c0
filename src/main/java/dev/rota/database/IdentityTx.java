package dev.rota.database;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A transaction of the authorization server: over people, clients and grants, which belong to no organization. It can
 * read nothing of an organization's content. Statements have no parameter but their own.
 */
public final class IdentityTx extends ChangeTx {
    IdentityTx(Sender sender, UnaryOperator<String> rewriting) {
        super(sender, rewriting, List.of());
    }
}
