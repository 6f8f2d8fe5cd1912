package io.codefleet.control.gateway;

import io.codefleet.broker.Broker;
import io.codefleet.broker.log.remote.NumberedSignals.Batch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The waits of one connection for signals to workers. They end with the connection: signals that come later are for the connection
 * that the worker has then, which may be one to another control plane. Its methods may be called from any thread.
 */
final class SignalWaits {
    private final WorkerMailboxes mailboxes;
    /** The worker of each wait under way. */
    private final Map<Future<Batch>, String> underWay = new ConcurrentHashMap<>();

    private volatile boolean isClosed;

    SignalWaits(WorkerMailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /** Returns the next signals of a worker, as {@link WorkerMailboxes#receive} does. */
    Future<Batch> receive(String workerId, Broker broker, Duration wait, long last) {
        Future<Batch> signals = mailboxes.receive(workerId, broker, wait, last);
        underWay.put(signals, workerId);
        signals.onComplete(done -> underWay.remove(signals));
        if (isClosed) {
            mailboxes.endWait(workerId, signals);
        }
        return signals;
    }

    void close() {
        isClosed = true;
        underWay.forEach((wait, workerId) -> mailboxes.endWait(workerId, wait));
    }
}
