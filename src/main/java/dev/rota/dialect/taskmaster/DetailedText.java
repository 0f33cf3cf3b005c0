package dev.rota.dialect.taskmaster;

/**
 * A description with details behind it, in one text: under a heading of their own, so that whoever knows no details reads
 * them too. What follows the first such heading is details, whoever wrote it.
 *
 * @param description may be empty
 * @param details may be empty
 */
record DetailedText(String description, String details) {
    private static final String HEADING = "## Details\n\n";
    private static final String BETWEEN = "\n\n";

    static DetailedText of(String text) {
        if (text.startsWith(HEADING)) {
            return new DetailedText("", text.substring(HEADING.length()));
        }
        var at = text.indexOf(BETWEEN + HEADING);
        return at < 0
                ? new DetailedText(text, "")
                : new DetailedText(text.substring(0, at), text.substring(at + BETWEEN.length() + HEADING.length()));
    }

    /** As it is stored. */
    String text() {
        if (details.isEmpty()) {
            return description;
        }
        return description.isEmpty() ? HEADING + details : description + BETWEEN + HEADING + details;
    }
}
