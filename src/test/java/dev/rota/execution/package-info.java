@NullMarked
package dev.rota.execution;

import org.jspecify.annotations.NullMarked;
