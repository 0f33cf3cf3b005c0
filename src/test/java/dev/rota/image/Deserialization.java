package dev.rota.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;

/** A program that takes an object from a stream; it says whether that was refused. */
final class Deserialization {
    private Deserialization() {}

    public static void main(String[] arguments) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<String>());
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            System.out.println("made " + in.readObject());
        } catch (InvalidClassException refused) {
            System.out.println("refused");
        }
    }
}
