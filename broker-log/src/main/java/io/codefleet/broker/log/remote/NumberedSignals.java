package io.codefleet.broker.log.remote;

import io.codefleet.broker.WorkerSignal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** A broker that keeps the last signals of a worker until the worker says that it has them, as an answer may be lost on its way. */
public interface NumberedSignals {
    /**
     * Signals of one answer.
     *
     * @param number their number, by which the worker says that it has them; 0 for an answer without signals
     */
    record Batch(long number, List<WorkerSignal> signals) {
        public Batch {
            signals = List.copyOf(signals);
        }
    }

    /**
     * Receives signals as {@link io.codefleet.broker.Broker#receive} does.
     *
     * @param last the number of the last signals that the worker has; 0 for none
     */
    Future<Batch> receive(String workerId, Duration wait, long last);
}
