package dev.rota.audit;

import org.jspecify.annotations.Nullable;

/**
 * What is being done, as the audit names it.
 *
 * @param name the operation, such as {@code update_task}
 * @param alias the name it was called by where that differs: a dialect's tool; null otherwise
 */
public record Action(Category category, String name, @Nullable String alias) {
    /** The part of the product it happened in. */
    public enum Category {
        MCP,
        ADMIN,
        AUTH,
        SYSTEM
    }

    public static Action mcp(String name) {
        return new Action(Category.MCP, name, null);
    }

    public static Action admin(String name) {
        return new Action(Category.ADMIN, name, null);
    }

    public static Action auth(String name) {
        return new Action(Category.AUTH, name, null);
    }

    public static Action system(String name) {
        return new Action(Category.SYSTEM, name, null);
    }

    public Action calledAs(String called) {
        return called.equals(name) ? this : new Action(category, name, called);
    }
}
