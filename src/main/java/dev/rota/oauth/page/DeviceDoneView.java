package dev.rota.oauth.page;

/** The person has decided about a device, which learns of it by itself. */
public record DeviceDoneView(boolean approved) implements View {
    @Override
    public String template() {
        return "device-done.jte";
    }
}
