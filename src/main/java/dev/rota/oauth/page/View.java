package dev.rota.oauth.page;

/** What a template shows. */
public interface View {
    /** The template's file below {@code src/main/jte}. */
    String template();
}
