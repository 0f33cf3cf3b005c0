package dev.rota.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * The server's request decoder, without its lenience: where two parties could read one message in two ways, it is
 * refused (RFC 9112 section 6.3), and after a refusal not one more byte is read as a request.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private final Runnable bytesArrived;
    private boolean stopped;
    private final int mostFields;
    private boolean readsHead = true;
    private boolean withinHead;
    private int fields;

    StrictRequestDecoder(HttpServerOptions options, int mostFields, Runnable bytesArrived) {
        super(options);
        this.mostFields = mostFields;
        this.bytesArrived = bytesArrived;
    }

    /** Everything from here on is thrown away. */
    void stop() {
        stopped = true;
    }

    /** Whether a head has begun to arrive and not ended. */
    boolean isWithinHead() {
        return !stopped && withinHead;
    }

    /** Whether the next byte is the first of a request. */
    boolean isBetweenRequests() {
        return !stopped && readsHead && !withinHead;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        bytesArrived.run();
        super.channelRead(ctx, bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        if (stopped) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        withinHead = readsHead && bytes.isReadable();
        if (readsHead && hasFold(bytes)) {
            stopped = true;
            out.add(refused());
        } else {
            var before = out.size();
            super.decode(ctx, bytes, out);
            note(out, before);
        }
    }

    private void note(List<Object> out, int from) {
        for (int i = from; i < out.size(); i++) {
            readsHead = out.get(i) instanceof LastHttpContent;
            withinHead = false;
            fields = 0;
        }
    }

    /**
     * Whether a line of the head begins with white space: obs-fold (RFC 9112 section 5.2), which Netty would join. Whole
     * lines are consumed at a time, so what is left always begins with a line.
     */
    private static boolean hasFold(ByteBuf bytes) {
        var start = bytes.readerIndex();
        while (start < bytes.writerIndex()) {
            var first = bytes.getByte(start);
            if (first == ' ' || first == '\t') {
                return true;
            }
            var end = bytes.indexOf(start, bytes.writerIndex(), (byte) '\n');
            if (end < 0 || (first == '\r' && end == start + 1 && start > bytes.readerIndex())) {
                return false; // an incomplete line, or the empty one that ends the head
            }
            start = end + 1;
        }
        return false;
    }

    private HttpMessage refused() {
        var message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a folded header line")));
        return message;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        if (length == 0) {
            throw new IllegalArgumentException("a header without a name");
        }
        if (++fields > mostFields) {
            throw new TooLongHttpHeaderException("more than " + mostFields + " header fields");
        }
        return super.splitHeaderName(bytes, start, length);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        if (stopped) {
            bytes.skipBytes(bytes.readableBytes());
        } else {
            super.decodeLast(ctx, bytes, out);
        }
    }

    /** Netty would drop the length and read on; a proxy in front may have read the length. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Transfer-Encoding together with Content-Length");
    }
}
