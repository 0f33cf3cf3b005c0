@NullMarked
package dev.rota.dialect.workx;

import org.jspecify.annotations.NullMarked;
