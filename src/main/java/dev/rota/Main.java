package dev.rota;

import dev.rota.cli.Commands;

/** The command line's entry point, and the only place that ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.execute(System.getenv(), arguments));
    }
}
