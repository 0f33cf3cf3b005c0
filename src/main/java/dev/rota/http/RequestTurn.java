package dev.rota.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Has the requests of one connection begin when it is their {@linkplain LoopTurn turn}. What has begun goes on at once: nothing
 * in the middle of a request waits.
 */
final class RequestTurn extends ChannelInboundHandlerAdapter {
    /** Enough for most requests as a whole; whoever sends more meanwhile does not wait, so that no memory fills. */
    private static final int MOST_BYTES = 4_096;

    private final LoopTurn turn;
    private final BooleanSupplier betweenRequests;
    private final Queue<Object> held = new ArrayDeque<>(2);
    private int heldBytes;
    private boolean waits;

    /** @param betweenRequests whether the next byte is the first of a request */
    RequestTurn(LoopTurn turn, BooleanSupplier betweenRequests) {
        this.turn = turn;
        this.betweenRequests = betweenRequests;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (held.isEmpty() && (!betweenRequests.getAsBoolean() || turn.begin())) {
            context.fireChannelRead(bytes);
            return;
        }
        held.add(bytes);
        heldBytes += bytes instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        if (heldBytes > MOST_BYTES) {
            release(context);
        } else if (!waits) {
            waits = true;
            turn.await(() -> {
                waits = false;
                release(context);
            });
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            context.fireChannelReadComplete();
        }
    }

    private void release(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            return;
        }
        heldBytes = 0;
        while (!held.isEmpty()) {
            context.fireChannelRead(held.remove());
        }
        context.fireChannelReadComplete();
    }

    /** Nobody is there any more to be answered. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    private void forget() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
