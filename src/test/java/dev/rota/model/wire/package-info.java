@NullMarked
package dev.rota.model.wire;

import org.jspecify.annotations.NullMarked;
