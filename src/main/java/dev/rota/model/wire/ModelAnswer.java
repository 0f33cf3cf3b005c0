package dev.rota.model.wire;

import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param tokensInput as the server counted them; null where it did not say
 * @param tokensOutput likewise
 * @param cutOff whether the model stopped because it may say no more, not because it was done
 */
public record ModelAnswer(String text, @Nullable Long tokensInput, @Nullable Long tokensOutput, boolean cutOff) {}
