package dev.rota.app;

import dev.rota.audit.tool.ListAuditTool;
import dev.rota.connector.Search;
import dev.rota.connector.tool.FetchTool;
import dev.rota.connector.tool.FetchedDocument;
import dev.rota.connector.tool.SearchTool;

/** What looks across features and changes nothing: the log as a tool, and toolset {@code connector}. */
final class LookupFeatures {
    private LookupFeatures() {}

    static Published of(Domain domain) {
        var operations = domain.operations();
        var publicUrl = domain.ports().publicUrl();
        return Published.NOTHING.tools(
                new ListAuditTool(operations, domain.cursors()),
                new SearchTool(operations, new Search(), publicUrl),
                new FetchTool(
                        operations, domain.documents(), domain.requirementDocuments(), new FetchedDocument(publicUrl)));
    }
}
