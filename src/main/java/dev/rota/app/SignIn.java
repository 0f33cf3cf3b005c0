package dev.rota.app;

import dev.rota.http.Routes;
import dev.rota.oauth.page.AssetRoutes;
import dev.rota.oauth.page.Pages;
import java.util.List;

/** What people see of the authorization server. */
final class SignIn {
    private final Pages pages = new Pages();

    Pages pages() {
        return pages;
    }

    List<Routes> routes() {
        return List.of(new AssetRoutes());
    }
}
