package dev.rota.mcp.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.json.JsonBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of {@code tools/list} as bytes, made once for each selection. */
public final class ToolListing {
    private final ToolCatalog catalog;
    private final int pageSize;
    private final Cache<Selection, Page<JsonBytes>> firstPages =
            Caffeine.newBuilder().maximumSize(1_000).build();

    public ToolListing(ToolCatalog catalog, int pageSize) {
        this.catalog = catalog;
        this.pageSize = pageSize;
    }

    /**
     * One page.
     *
     * @param after the last name of the page before; null for the first page
     */
    public Page<JsonBytes> page(Selection selection, @Nullable String after) {
        return after == null ? firstPages.get(selection, first -> make(first, null)) : make(selection, after);
    }

    private Page<JsonBytes> make(Selection selection, @Nullable String after) {
        List<CatalogTool> tools = catalog.tools(selection);
        return Page.of(tools, tool -> tool.definition().name(), after, pageSize)
                .map(tool -> tool.listed(selection.projectIsPinned()));
    }
}
