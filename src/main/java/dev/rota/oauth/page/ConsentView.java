package dev.rota.oauth.page;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Asks whether a client may do what it wants (security A14).
 *
 * @param csrf the form's token
 * @param request id of the request
 * @param email of the person who is asked
 * @param powers what the client could do, in words
 * @param organizations that it could reach; empty where the person has none, and can grant nothing
 * @param resource URI of what the access is for
 * @param refreshes whether the client can keep its access without the person
 * @param problem why it is asked again; empty the first time
 */
public record ConsentView(
        String csrf,
        String request,
        String email,
        Asker asker,
        Destined to,
        List<String> powers,
        List<Membership> organizations,
        String resource,
        boolean refreshes,
        String problem)
        implements View {
    private static final int MOST_NAMES = 10;

    public ConsentView {
        powers = List.copyOf(powers);
        organizations = List.copyOf(organizations);
    }

    /** The organizations by name, for a reader: the first few of many. */
    public String organizationNames() {
        var names =
                organizations.stream().limit(MOST_NAMES).map(Membership::name).collect(Collectors.joining(", "));
        var more = organizations.size() - MOST_NAMES;
        return more > 0 ? names + " and " + more + " more" : names;
    }

    /**
     * Who asks.
     *
     * @param name what it calls itself
     * @param host of the URL that it is known by; empty where it is known by none
     * @param vouched whether the operator has made it
     */
    public record Asker(String name, String host, boolean vouched) {}

    /**
     * Where the answer goes.
     *
     * @param name host and port, or the scheme of an application; of a device, the code that it shows
     */
    public record Destined(Kind kind, String name) {
        /** Who can be there. */
        public enum Kind {
            WEB,
            THIS_COMPUTER,
            APPLICATION,
            DEVICE
        }

        public boolean isThisComputer() {
            return kind == Kind.THIS_COMPUTER;
        }

        public boolean isApplication() {
            return kind == Kind.APPLICATION;
        }

        public boolean isDevice() {
            return kind == Kind.DEVICE;
        }
    }

    /** An organization, by the id that the form sends, and what the person is there. */
    public record Membership(String id, String name, String role) {}

    @Override
    public String template() {
        return "consent.jte";
    }
}
