package dev.rota.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Finds every address of a host's name, without blocking. */
interface Names {
    Future<List<InetAddress>> find(String host);

    /**
     * By the resolver of all other connections of this process, hosts file included. Not the JDK's, which would hold a
     * thread for as long as a name server that somebody chose keeps silent.
     */
    static Names of(Vertx vertx) {
        var resolver = ((VertxInternal) vertx).nameResolver();
        return host -> {
            Promise<List<InetSocketAddress>> found = Promise.promise();
            resolver.resolveAll(host, found::handle);
            return found.future().map(addresses -> addresses.stream()
                    .map(InetSocketAddress::getAddress)
                    .toList());
        };
    }
}
