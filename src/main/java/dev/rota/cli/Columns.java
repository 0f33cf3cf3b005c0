package dev.rota.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text below each other. */
final class Columns {
    private Columns() {}

    @SafeVarargs
    static <T> void print(PrintWriter out, List<T> rows, Function<T, String>... columns) {
        var cells = rows.stream()
                .map(row -> Arrays.stream(columns).map(column -> column.apply(row)).toList())
                .toList();
        var widths = new ArrayList<Integer>();
        for (var column = 0; column < columns.length; column++) {
            var index = column;
            widths.add(cells.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        cells.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column) + " ".repeat(widths.get(column) - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
