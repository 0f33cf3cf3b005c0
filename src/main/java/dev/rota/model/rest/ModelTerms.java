package dev.rota.model.rest;

import dev.rota.failure.Failure;
import dev.rota.model.ModelEndpoints.Rewriting;
import dev.rota.model.ModelEndpoints.Sealing;
import dev.rota.model.ModelEndpoints.Terms;
import dev.rota.model.ModelLimits;
import dev.rota.model.Prices;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Terms as a body has them, over those that were. */
record ModelTerms(JsonObject body) implements Rewriting {
    private static final int DECIMALS = 6;

    @Override
    public Terms rewritten(@Nullable Terms before, Sealing sealing) {
        var url = url(before);
        var prices = before == null ? Prices.FREE : before.prices();
        return new Terms(
                url,
                models(before),
                sealed(before, url, sealing),
                new Prices(
                        amount("price_input_usd", prices.inputUsd()), amount("price_output_usd", prices.outputUsd())),
                limits(before == null ? ModelLimits.DEFAULT : before.limits()));
    }

    private ModelLimits limits(ModelLimits before) {
        return new ModelLimits(
                removable("usd_per_day", before.usdPerDay()),
                removable("usd_per_month", before.usdPerMonth()),
                body.getInteger("concurrency", before.concurrency()),
                body.getInteger("timeout_seconds", before.timeoutSeconds()),
                body.getInteger("max_output_tokens", before.maxOutputTokens()));
    }

    private URI url(@Nullable Terms before) {
        var text = body.getString("base_url");
        if (text == null && before != null) {
            return before.baseUrl();
        }
        try {
            var url = URI.create(String.valueOf(text));
            if (url.getHost() != null && url.getPort() != 0 && url.getPort() <= 65_535) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Failure.InvalidInput(
                        "base_url", "'base_url' must name a host, and a port where it is not the usual one")
                .asException();
    }

    private List<String> models(@Nullable Terms before) {
        var models = body.getJsonArray("models");
        return models == null && before != null
                ? before.models()
                : models.stream().map(String.class::cast).distinct().toList();
    }

    /** Who may change where requests go must not thereby have the secret sent there. */
    private @Nullable Buffer sealed(@Nullable Terms before, URI url, Sealing sealing) {
        if (body.containsKey("secret")) {
            var secret = body.getString("secret");
            return secret == null ? null : sealing.seal(secret);
        }
        if (before != null && before.sealed() != null && !before.baseUrl().equals(url)) {
            throw new Failure.InvalidInput("secret", "'secret' must be given again, or null, with another base_url")
                    .asException();
        }
        return before == null ? null : before.sealed();
    }

    private @Nullable BigDecimal removable(String name, @Nullable BigDecimal before) {
        if (!body.containsKey(name)) {
            return before;
        }
        var given = (Number) body.getValue(name);
        return given == null ? null : exact(given);
    }

    private BigDecimal amount(String name, BigDecimal before) {
        var given = (Number) body.getValue(name);
        return given == null ? before : exact(given);
    }

    private static BigDecimal exact(Number given) {
        return new BigDecimal(given.toString()).setScale(DECIMALS, RoundingMode.HALF_UP);
    }
}
