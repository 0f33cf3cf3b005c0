package dev.rota.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.TreeSet;

/**
 * The methods some route of a path takes, for the {@code Allow} of a 405 (RFC 9110 section 15.5.6). The router keeps
 * them to itself. Routes given by a regular expression are not looked at; they answer their own 405.
 */
final class AllowedMethods {
    private AllowedMethods() {}

    static String of(Router router, String path) {
        var allowed = new TreeSet<String>();
        for (var route : router.getRoutes()) {
            if (route.methods() != null && matches(route, path)) {
                route.methods().stream().map(HttpMethod::name).forEach(allowed::add);
            }
        }
        return String.join(", ", allowed);
    }

    private static boolean matches(Route route, String path) {
        var pattern = route.getPath();
        if (pattern == null) {
            return false;
        }
        var wanted = pattern.split("/", -1);
        var given = withoutTrailingSlash(path).split("/", -1);
        if (route.isExactPath() ? wanted.length != given.length : wanted.length > given.length + 1) {
            return false;
        }
        for (int i = 0; i < Math.min(wanted.length, given.length); i++) {
            var last = !route.isExactPath() && i == wanted.length - 1;
            if (!wanted[i].startsWith(":") && !(last ? given[i].startsWith(wanted[i]) : given[i].equals(wanted[i]))) {
                return false;
            }
        }
        return true;
    }

    private static String withoutTrailingSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
