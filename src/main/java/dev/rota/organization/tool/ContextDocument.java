package dev.rota.organization.tool;

import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.organization.tool.ContextQueries.ContextProject;
import dev.rota.organization.tool.ContextQueries.Member;
import dev.rota.task.ActiveTask.Selected;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The answer of {@code get_context}, written member by member; lists too long for the caller's cap are cut and named. */
final class ContextDocument {
    private static final int BYTES_PER_TOKEN = 4;
    /** There are four lists that can be long; each may fill this part of the cap. */
    private static final int LISTS = 5;

    private final JsonWriter json = new JsonWriter(1_024);
    private final Caller caller;
    private final int mostBytesOfList;
    private final List<String> cut = new ArrayList<>();

    ContextDocument(Caller caller) {
        this.caller = caller;
        this.mostBytesOfList = caller.maxResponseTokens() * BYTES_PER_TOKEN / LISTS;
        json.beginObject();
        principal(caller.principal());
    }

    private void principal(Principal principal) {
        json.name("principal").beginObject().name("id").value(principal.id());
        json.name("name").value(principal.name());
        json.name("kind").value(principal.kind().humanOrAgent());
        var onBehalfOf = principal.onBehalfOf();
        if (onBehalfOf != null) {
            json.name("on_behalf_of").value(onBehalfOf);
        }
        json.endObject();
    }

    void organizations(boolean listed) {
        if (!caller.spansOrganizations()) {
            json.name("organization").value(caller.organization().slug());
        }
        if (listed || caller.spansOrganizations()) {
            list("organizations", caller.organizations(), organization -> json.beginObject()
                    .name("id")
                    .value(organization.organization().value())
                    .name("slug")
                    .value(organization.slug())
                    .name("name")
                    .value(organization.name())
                    .name("role")
                    .value(organization.role())
                    .endObject());
        }
    }

    void projects(List<ContextProject> projects, int most) {
        list("projects", first("projects", projects, most), project -> {
            json.beginObject().name("key").value(project.key());
            json.name("id").value(project.id()).name("name").value(project.name());
            organization(project.organization());
            json.endObject();
        });
    }

    void members(List<Member> members, int most) {
        list("members", first("members", members, most), member -> {
            json.beginObject().name("name").value(member.name());
            json.name("kind").value(member.kind());
            var role = member.role();
            if (role != null) {
                json.name("role").value(role);
            }
            organization(member.organization());
            json.endObject();
        });
    }

    void labels(List<String> labels, int most) {
        list("labels", first("labels", labels, most), json::value);
    }

    void work(Optional<Selected> active, List<JsonObject> attempts, int most) {
        active.ifPresent(task -> json.name("active_task").encoded(JsonBytes.of(task.toJson())));
        var shown = first("open_attempts", attempts, most);
        json.name("open_attempts").beginArray();
        shown.forEach(attempt -> json.encoded(JsonBytes.of(attempt)));
        json.endArray();
    }

    JsonBytes end(String version, Instant now) {
        json.name("scopes").beginArray();
        caller.scopes().stream().sorted().map(Scope::wire).forEach(json::value);
        json.endArray();
        ContextLimits.write(json, caller);
        json.name("server").beginObject().name("version").value(version);
        json.name("time").value(now.toString()).endObject();
        if (!cut.isEmpty()) {
            json.name("truncated").beginArray();
            cut.forEach(json::value);
            json.endArray();
        }
        return json.endObject().toJson();
    }

    /** One more than {@code most} was asked for, which tells whether there are more. */
    private <T> List<T> first(String name, List<T> items, int most) {
        if (items.size() <= most) {
            return items;
        }
        cut.add(name);
        return items.subList(0, most);
    }

    private <T> void list(String name, List<T> items, Consumer<T> writing) {
        if (items.isEmpty()) {
            return;
        }
        json.name(name).beginArray();
        var most = json.size() + mostBytesOfList;
        for (var item : items) {
            var before = json.mark();
            writing.accept(item);
            if (json.size() > most) {
                json.rewind(before);
                if (!cut.contains(name)) {
                    cut.add(name);
                }
                break;
            }
        }
        json.endArray();
    }

    private void organization(String slug) {
        if (caller.spansOrganizations()) {
            json.name("organization").value(slug);
        }
    }
}
