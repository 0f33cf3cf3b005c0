package dev.rota.oauth.page;

/**
 * Asks for the code that a device shows.
 *
 * @param csrf the form's token
 * @param code filled in; empty where nobody knows
 * @param problem why it is asked again; empty the first time
 */
public record DeviceView(String csrf, String code, String problem) implements View {
    @Override
    public String template() {
        return "device.jte";
    }
}
