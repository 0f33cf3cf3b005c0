/**
 * Handles of what goes on after its call was answered: whose they are, what they are about, until when they are kept. How
 * that stands is asked of what they are about, so that nothing is stored twice. No protocol is known here.
 */
@CheckReturnValue
@NullMarked
package dev.rota.handle;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
