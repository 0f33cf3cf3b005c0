package dev.rota.app;

import dev.rota.background.Work;
import dev.rota.dialect.Dialect;
import dev.rota.handle.tool.DurableTasks;
import dev.rota.mcp.Resource;
import dev.rota.mcp.ResourceWatches;
import dev.rota.mcp.Tool;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ResultSchemaResource;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.rest.Endpoint;
import dev.rota.task.resource.TaskWatches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is published of the model: its areas, one line each, and other systems' tools over them. */
final class Catalogue {
    private final List<Published> areas;
    private final Dialects dialects;
    private final Domain domain;

    Catalogue(Domain domain) {
        this.domain = domain;
        areas = List.of(
                TaskFeatures.of(domain),
                WorkFeatures.of(domain),
                PlanFeatures.of(domain),
                QualityFeatures.of(domain),
                ProjectFeatures.of(domain),
                InsightFeatures.of(domain),
                LookupFeatures.of(domain),
                ModelFeatures.of(domain));
        dialects = Dialects.of(domain);
    }

    private <T> Stream<T> all(Function<Published, List<T>> of) {
        return areas.stream().flatMap(area -> of.apply(area).stream());
    }

    /** Native tools in the order of listing: by toolset, and within one as its area has them. */
    private List<Tool> tools() {
        return all(Published::tools)
                .sorted(Comparator.comparing(tool -> tool.definition().toolset()))
                .toList();
    }

    /** The name of each operation that is a tool, as audit and metrics have it. */
    Set<String> operations() {
        var published = new ArrayList<>(tools());
        dialects.all()
                .forEach(dialect -> dialect.features().tools().tools().forEach(tool -> published.add(tool.tool())));
        return published.stream()
                .map(tool -> tool.action(tool.definition().name()).name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Everything of the admin API. */
    List<Endpoint> endpoints() {
        return all(Published::endpoints)
                .flatMap(resource -> resource.all().stream())
                .toList();
    }

    Dialects dialects() {
        return dialects;
    }

    /** What policies call them. */
    List<String> dialectNames() {
        return dialects.all().map(Dialect::name).toList();
    }

    /** Kinds of background work. */
    List<Work> work() {
        return all(Published::work).toList();
    }

    /** What keeps watch over native resources. */
    ResourceWatches watches() {
        return new TaskWatches(domain.operations(), domain.ports().database(), domain.active());
    }

    Features features() {
        var tools = tools();
        var resources = Stream.<Resource>concat(all(Published::resources), Stream.of(new ResultSchemaResource(tools)));
        var background = new DurableTasks(
                domain.operations(),
                domain.ports().database(),
                all(Published::background).toList());
        return new Features(
                        ToolCatalog.answeringTo(
                                dialects.all()
                                        .map(dialect -> dialect.features().tools())
                                        .toList(),
                                tools,
                                ArgumentSynonyms.NATIVE),
                        new ResourceCatalog(resources.toList()),
                        new PromptCatalog(all(Published::prompts).toList()),
                        false)
                .with(background);
    }
}
