@NullMarked
package dev.rota.dialect;

import org.jspecify.annotations.NullMarked;
