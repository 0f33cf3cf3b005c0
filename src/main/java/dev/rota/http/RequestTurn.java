package dev.rota.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Has the requests of one connection begin when it is their {@linkplain LoopTurn turn}. What has begun goes on at once: nothing
 * in the middle of a request waits, nor for what there is no room to hold.
 */
final class RequestTurn extends ChannelInboundHandlerAdapter {
    private final LoopTurn turn;
    private final BooleanSupplier betweenRequests;
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private int heldBytes;
    private boolean waits;

    /** @param betweenRequests whether the next byte is the first of a request */
    RequestTurn(LoopTurn turn, BooleanSupplier betweenRequests) {
        this.turn = turn;
        this.betweenRequests = betweenRequests;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        if (held.isEmpty() && (!betweenRequests.getAsBoolean() || turn.begin())) {
            context.fireChannelRead(bytes);
        } else if (turn.hold(bytes.readableBytes())) {
            hold(context, bytes);
        } else {
            begin(context);
            context.fireChannelRead(bytes);
        }
    }

    /** A copy of its own size: what the network reads into is as large as the largest message of late. */
    private void hold(ChannelHandlerContext context, ByteBuf bytes) {
        heldBytes += bytes.readableBytes();
        held.add(Unpooled.copiedBuffer(bytes));
        bytes.release();
        if (!waits) {
            waits = true;
            turn.await(() -> {
                waits = false;
                begin(context);
            });
        }
    }

    private void begin(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            return;
        }
        turn.release(heldBytes);
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
        turn.release(heldBytes);
        heldBytes = 0;
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
