package dev.rota.cli.bridge;

/** Where a bridge speaks. For any thread. */
public interface Output {
    /** A message to the client, without line breaks. */
    void message(String json);

    /** Something for the person who reads the client's log. */
    void complaint(String text);
}
