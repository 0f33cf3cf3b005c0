/**
 * What goes wrong around a server, made to happen: a proxy on the way to its database that loses, delays and garbles (security
 * section 11).
 */
package dev.rota.fault;
