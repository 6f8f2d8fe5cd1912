package io.codefleet.broker.inmemory.internal;

import io.codefleet.broker.WorkerSignal;
import java.util.List;

/**
 * Signals of one answer to a worker.
 *
 * @param number their number, by which the worker confirms that it has them; 0 for signals that it need not confirm
 * @param signals the signals
 */
public record SignalBatch(long number, List<WorkerSignal> signals) {
    /** The answer of a wait that ended without signals. */
    public static final SignalBatch NONE = new SignalBatch(0, List.of());

    public SignalBatch {
        signals = List.copyOf(signals);
    }
}
