@NullMarked
package dev.rota.json;

import org.jspecify.annotations.NullMarked;
