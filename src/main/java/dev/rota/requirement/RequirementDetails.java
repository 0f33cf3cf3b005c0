package dev.rota.requirement;

/**
 * A requirement as those see it who keep it in order.
 *
 * @param tasks how many tasks point to it, without those in the trash
 */
public record RequirementDetails(Requirement requirement, long tasks) {}
