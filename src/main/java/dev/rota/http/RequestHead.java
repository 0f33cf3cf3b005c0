package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Why a request is refused for its head alone, before anything of it reaches a route (security I2). */
final class RequestHead {
    private static final Failure MALFORMED = malformed("The request is not well-formed HTTP/1.1");
    private static final Failure BAD_LENGTH = malformed("The length of the body is not given in exactly one way");
    private static final Failure BAD_HOST = malformed("Exactly one Host header is needed");
    private static final Failure BAD_TARGET = malformed("The request target must be a path");
    private static final Failure NO_SUCH_METHOD =
            new Failure.Refused(FailureCode.METHOD_NOT_ALLOWED, "This server does not take that method");

    private RequestHead() {}

    static @Nullable Failure refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return undecoded(request.decoderResult().cause());
        }
        if (!isKnown(request.protocolVersion())) {
            return MALFORMED;
        }
        if (!hasOneLength(request)) {
            return BAD_LENGTH;
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
            return BAD_HOST; // RFC 9112 section 3.2; HTTP/1.0 clients without one cannot be told apart from attacks
        }
        if (request.method().equals(HttpMethod.TRACE) || request.method().equals(HttpMethod.CONNECT)) {
            return NO_SUCH_METHOD; // security I9
        }
        return isPath(request) ? null : BAD_TARGET;
    }

    static Failure undecoded(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Failure.TooLarge(FailureCode.URI_TOO_LONG, "", "The request line is too long", null);
        }
        return cause instanceof TooLongHttpHeaderException ? headersTooLarge() : MALFORMED;
    }

    private static Failure headersTooLarge() {
        return new Failure.TooLarge(FailureCode.HEADERS_TOO_LARGE, "", "The headers are too many or too long", null);
    }

    private static boolean isKnown(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    /** Repeated and unequal lengths are the decoder's; how a transfer coding may be given is checked here. */
    private static boolean hasOneLength(HttpRequest request) {
        var headers = request.headers();
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() <= 1;
        }
        var codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1) // RFC 9112 section 6.1
                && codings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    /** Origin form, or {@code OPTIONS *}: we are nobody's proxy (RFC 9112 section 3.2). */
    private static boolean isPath(HttpRequest request) {
        var target = request.uri();
        return target.startsWith("/")
                ? target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')
                : target.equals("*") && request.method().equals(HttpMethod.OPTIONS);
    }

    private static Failure malformed(String message) {
        return new Failure.Refused(FailureCode.INVALID_REQUEST, message);
    }
}
