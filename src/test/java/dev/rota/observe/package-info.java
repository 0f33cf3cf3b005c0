@NullMarked
package dev.rota.observe;

import org.jspecify.annotations.NullMarked;
