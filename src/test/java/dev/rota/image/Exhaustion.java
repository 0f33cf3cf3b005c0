package dev.rota.image;

import java.util.ArrayList;
import java.util.List;

/** A program that takes memory until there is none, and would go on if it could. */
final class Exhaustion {
    private Exhaustion() {}

    public static void main(String[] arguments) {
        List<byte[]> held = new ArrayList<>();
        while (true) {
            try {
                held.add(new byte[1 << 20]);
            } catch (OutOfMemoryError survived) {
                System.exit(held.isEmpty() ? 1 : 0);
            }
        }
    }
}
