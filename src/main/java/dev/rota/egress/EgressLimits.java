package dev.rota.egress;

import java.time.Duration;

/**
 * How much an answer may cost.
 *
 * @param total from the look-up of the name to the last byte
 * @param bytes of the body; nothing more is read
 */
public record EgressLimits(Duration total, int bytes) {}
