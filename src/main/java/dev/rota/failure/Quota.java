package dev.rota.failure;

import java.time.Duration;

/**
 * What a budget gives: so many calls at once, and as many again in each such time.
 *
 * @param name whose it is: {@code credential}, {@code organization}, {@code address}
 * @param calls of weight 1
 * @param window in which an empty one becomes full
 */
public record Quota(String name, long calls, Duration window) {}
