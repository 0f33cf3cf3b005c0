import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** One kind of call: who makes it, and what it says. */
enum Workload {
    LIST("list_tasks") {
        @Override
        Call next(Random random, int organizations, Call before, long attempt) {
            return call(random.nextInt(organizations), "list_tasks", "{\"limit\":50}");
        }
    },
    GET("get_task") {
        @Override
        Call next(Random random, int organizations, Call before, long attempt) {
            var task = 1 + random.nextInt(Seed.TASKS);
            return call(random.nextInt(organizations), "get_task", "{\"task\":\"DEV-" + task + "\"}");
        }
    },
    UPDATE("update_task") {
        @Override
        Call next(Random random, int organizations, Call before, long attempt) {
            var task = 1 + random.nextInt(Seed.TASKS);
            return call(
                    random.nextInt(organizations),
                    "update_task",
                    "{\"task\":\"DEV-" + task + "\",\"title\":\"Revision " + random.nextInt(1_000_000_000) + "\"}");
        }
    },
    /** A claim and its end in turn; both are calls. */
    CLAIM("claim_task, finish_attempt") {
        @Override
        Call next(Random random, int organizations, Call before, long attempt) {
            if (before != null && attempt > 0 && before.tool().equals("claim_task")) {
                return call(
                        before.organization(),
                        "finish_attempt",
                        "{\"attempt_id\":" + attempt + ",\"status\":\"aborted\"}");
            }
            var task = 1 + random.nextInt(Seed.TASKS);
            while (!Seed.isClaimable(task)) {
                task = 1 + random.nextInt(Seed.TASKS);
            }
            return call(random.nextInt(organizations), "claim_task", "{\"task\":\"DEV-" + task + "\"}");
        }
    };

    /** @param organization index of the organization whose token goes with it */
    record Call(int organization, String tool, String body) {
        byte[] request(List<String> tokens, int port) {
            var head = "POST /mcp HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Bearer "
                    + tokens.get(organization)
                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                    + "\r\nMCP-Protocol-Version: 2025-11-25\r\nContent-Length: " + body.length() + "\r\n\r\n";
            return (head + body).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final String title;

    Workload(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * The next call of a connection.
     *
     * @param organizations how many there are
     * @param before its last one; null at first
     * @param attempt id of the attempt that the last answer named; 0 where it named none
     */
    abstract Call next(Random random, int organizations, Call before, long attempt);

    static Call call(int organization, String tool, String arguments) {
        return new Call(
                organization,
                tool,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":" + arguments + "}}");
    }
}
