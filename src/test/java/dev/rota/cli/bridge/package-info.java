/** The bridge between stdio and HTTP, against a real server. */
@NullMarked
package dev.rota.cli.bridge;

import org.jspecify.annotations.NullMarked;
