package io.codefleet.broker.log.leader;

import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** A log whose appends wait until the test lets them continue. It counts the calls that its leader has handled. */
final class HeldLog extends ForwardingLog {
    /** Where a piece of a message says whether it is the last one. */
    private static final int LAST_AT = 12;

    private final Deque<Runnable> held = new ArrayDeque<>();
    private final AtomicInteger handled = new AtomicInteger();
    private boolean isHolding;

    HeldLog(BrokerLog to) {
        super(to);
    }

    synchronized void hold() {
        isHolding = true;
    }

    synchronized int held() {
        return held.size();
    }

    synchronized void releaseOne() {
        held.remove().run();
    }

    synchronized void release() {
        isHolding = false;
        while (!held.isEmpty()) {
            releaseOne();
        }
    }

    /** Returns how many calls the leader has handled. */
    int handled() {
        return handled.get();
    }

    @Override
    public synchronized Future<Appended> append(long after, LogRecord record) {
        if (!isHolding) {
            return super.append(after, record);
        }
        Promise<Appended> promise = Promise.promise();
        held.add(() -> super.append(after, record).onComplete(promise));
        return promise.future();
    }

    @Override
    public RequestChannel requests() {
        RequestChannel to = super.requests();
        return new RequestChannel() {
            @Override
            public String clientId() {
                return to.clientId();
            }

            @Override
            public Future<Void> send(Buffer message) {
                return to.send(message);
            }

            @Override
            public void handler(Handler<Buffer> handler) {
                to.handler(handler);
            }

            @Override
            public void lostHandler(Runnable handler) {
                to.lostHandler(handler);
            }

            @Override
            public Future<LeaderChannel> serve(RequestHandler handler) {
                return to.serve((clientId, piece) -> {
                    handler.handle(clientId, piece);
                    if (piece.getByte(LAST_AT) != 0) {
                        handled.incrementAndGet();
                    }
                });
            }
        };
    }
}
