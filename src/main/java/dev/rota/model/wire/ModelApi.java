package dev.rota.model.wire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the interfaces: where what is sent, and how the answer is read. */
public enum ModelApi {
    OLLAMA("/api/chat", "/api/tags", "models", "name") {
        @Override
        public JsonObject body(String model, Prompt prompt) {
            return chat(model, prompt).put("options", new JsonObject().put("num_predict", prompt.maxOutputTokens()));
        }

        @Override
        Map<String, String> credential(String secret) {
            return bearer(secret); // for a proxy before it: Ollama itself asks for none
        }
    },

    ANTHROPIC("/v1/messages", "/v1/models", "data", "id") {
        @Override
        public JsonObject body(String model, Prompt prompt) {
            return new JsonObject()
                    .put("model", model)
                    .put("max_tokens", prompt.maxOutputTokens())
                    .put("stream", true)
                    .put("system", prompt.rules())
                    .put("messages", new JsonArray().add(message("user", prompt.data())));
        }

        @Override
        Map<String, String> credential(String secret) {
            return Map.of("x-api-key", secret);
        }

        @Override
        Map<String, String> version() {
            return Map.of("anthropic-version", "2023-06-01");
        }
    },

    /** The usage comes in a last chunk of its own, which must be asked for. */
    OPENAI("/chat/completions", "/models", "data", "id") {
        @Override
        public JsonObject body(String model, Prompt prompt) {
            return chat(model, prompt)
                    .put("max_tokens", prompt.maxOutputTokens())
                    .put("stream_options", new JsonObject().put("include_usage", true));
        }

        @Override
        Map<String, String> credential(String secret) {
            return bearer(secret);
        }
    };

    private final String chatPath;
    private final String listPath;
    private final String listed;
    private final String named;

    ModelApi(String chatPath, String listPath, String listed, String named) {
        this.chatPath = chatPath;
        this.listPath = listPath;
        this.listed = listed;
        this.named = named;
    }

    /** Below the base URL: where a prompt goes. */
    public String chatPath() {
        return chatPath;
    }

    /** Below the base URL: what models there are. */
    public String listPath() {
        return listPath;
    }

    /** What is sent, for an answer that comes bit by bit. */
    public abstract JsonObject body(String model, Prompt prompt);

    /**
     * Headers of each request.
     *
     * @param secret null where the server needs none
     */
    public Map<String, String> headers(@Nullable String secret) {
        var headers = new java.util.HashMap<>(version());
        if (secret != null) {
            headers.putAll(credential(secret));
        }
        return headers;
    }

    /** @param mostBytes of the answer's text */
    public AnswerReader reader(int mostBytes) {
        return switch (this) {
            case OLLAMA -> new OllamaAnswer(mostBytes);
            case ANTHROPIC -> new AnthropicAnswer(mostBytes);
            case OPENAI -> new OpenAiAnswer(mostBytes);
        };
    }

    /** Names of the models in the answer of {@link #listPath}; those that have none are left out. */
    public List<String> models(JsonObject answer) {
        return Objects.requireNonNullElse(answer.getJsonArray(listed), new JsonArray()).stream()
                .filter(JsonObject.class::isInstance)
                .map(model -> ((JsonObject) model).getValue(named))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    abstract Map<String, String> credential(String secret);

    Map<String, String> version() {
        return Map.of();
    }

    private static JsonObject chat(String model, Prompt prompt) {
        return new JsonObject()
                .put("model", model)
                .put("stream", true)
                .put(
                        "messages",
                        new JsonArray().add(message("system", prompt.rules())).add(message("user", prompt.data())));
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }

    private static Map<String, String> bearer(String secret) {
        return Map.of("Authorization", "Bearer " + secret);
    }
}
