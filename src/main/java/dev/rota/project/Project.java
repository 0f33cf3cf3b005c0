package dev.rota.project;

/**
 * A project of one organization.
 *
 * @param reviewRequired a successful attempt leads to review first
 */
public record Project(long id, String key, String name, boolean reviewRequired) {}
