package dev.rota.project;

import java.time.OffsetDateTime;

/**
 * A project as those see it who keep it in order.
 *
 * @param version starts at 1, +1 per change
 */
public record ProjectDetails(Project project, int version, OffsetDateTime createdAt) {}
