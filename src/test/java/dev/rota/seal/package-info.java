@NullMarked
package dev.rota.seal;

import org.jspecify.annotations.NullMarked;
