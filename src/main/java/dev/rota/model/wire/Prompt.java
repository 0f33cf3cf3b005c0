package dev.rota.model.wire;

/**
 * What a model is asked.
 *
 * @param rules of this server's own, the same for every task
 * @param data what they are about, as JSON: nothing in it is a rule (security X1)
 * @param maxOutputTokens of the answer
 */
public record Prompt(String rules, String data, int maxOutputTokens) {}
