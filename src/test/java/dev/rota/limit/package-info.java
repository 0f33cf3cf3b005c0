@NullMarked
package dev.rota.limit;

import org.jspecify.annotations.NullMarked;
