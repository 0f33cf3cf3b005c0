package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;

/** What the tools of tags publish. */
final class TagDefinitions {
    static final ToolDefinition LIST = Definition.of(
            "list_tags",
            "List tags",
            "The tags of the project with how many tasks each has, and which one you work in.",
            Tier.ALL,
            Scope.TASKS_READ,
            Hints.READ,
            "{}");

    static final ToolDefinition ADD = Definition.of(
            "add_tag",
            "Add tag",
            "Make a tag, empty or with copies of another's tasks.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"name": {"type": "string"},
             "description": {"type": "string"},
             "copyFromCurrent": {"type": "boolean", "description": "Copy the tasks of the current tag"},
             "copyFromTag": {"type": "string", "description": "Copy the tasks of this tag"}}""",
            "name");

    static final ToolDefinition USE = Definition.of(
            "use_tag",
            "Use tag",
            "Work in a tag from now on: lists, next_task and add_task mean it where they name none.",
            Tier.ALL,
            Scope.TASKS_READ,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"name": {"type": "string"}}""",
            "name");

    static final ToolDefinition RENAME = Definition.of(
            "rename_tag",
            "Rename tag",
            "Give a tag another name, with its tasks.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"oldName": {"type": "string"}, "newName": {"type": "string"}}""",
            "oldName",
            "newName");

    static final ToolDefinition COPY = Definition.of(
            "copy_tag",
            "Copy tag",
            "Make a tag with copies of up to 50 tasks of another, subtasks and dependencies included.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"sourceName": {"type": "string"}, "targetName": {"type": "string"},
             "description": {"type": "string"}}""",
            "sourceName",
            "targetName");

    static final ToolDefinition DELETE = Definition.of(
            "delete_tag",
            "Delete tag",
            "Remove a tag; its tasks stay, in master.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"name": {"type": "string"}}""",
            "name");

    private TagDefinitions() {}
}
