package dev.rota.execution;

import dev.rota.identity.OrganizationId;
import dev.rota.model.ModelEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * An execution that is this node's to run.
 *
 * @param fence what it is held by
 * @param secret of the endpoint; null where it has none
 */
record Turn(
        OrganizationId organization, Execution execution, int fence, ModelEndpoint endpoint, @Nullable String secret) {}
