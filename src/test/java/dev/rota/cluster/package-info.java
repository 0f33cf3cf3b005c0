/** Nodes that find each other. */
@CheckReturnValue
@NullMarked
package dev.rota.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
