package dev.rota.model.wire;

/** Server-sent events, each with its data in one line, as both interfaces send them. */
abstract sealed class EventStreamAnswer extends AnswerReader permits AnthropicAnswer, OpenAiAnswer {
    private static final String DATA = "data:";

    EventStreamAnswer(int mostBytes) {
        super(mostBytes);
    }

    /** The data say by themselves what they are: names of events and comments are not needed. */
    @Override
    final void take(String line) {
        if (line.startsWith(DATA)) {
            event(line.substring(DATA.length()).strip());
        }
    }

    abstract void event(String data);
}
