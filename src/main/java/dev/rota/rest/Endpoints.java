package dev.rota.rest;

import java.util.List;

/** The endpoints of one resource, or of a few that belong together. */
public interface Endpoints {
    List<Endpoint> all();
}
