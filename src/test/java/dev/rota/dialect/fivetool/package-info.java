/** The five-tool endpoint over real HTTP, as its own clients know it. */
@NullMarked
package dev.rota.dialect.fivetool;

import org.jspecify.annotations.NullMarked;
