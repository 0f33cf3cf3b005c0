package dev.rota.app;

import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;

/**
 * What tasks are run on models with.
 *
 * @param hint is told when an execution waits
 */
record ModelPorts(ModelSettings settings, ModelEndpoints endpoints, ModelServers servers, Runnable hint) {}
