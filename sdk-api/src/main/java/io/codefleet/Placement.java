package io.codefleet;

/** Which worker may take a task. */
public sealed interface Placement {
    /** Any worker that serves the task's type and offers all required capabilities; the default. */
    static Placement anywhere() {
        return Anywhere.INSTANCE;
    }

    /** Only the worker with this id, whatever it offers; the task waits for it until its queue timeout. */
    static Placement worker(String workerId) {
        return new OnWorker(workerId);
    }

    /** Any worker that serves the task's type and offers all required capabilities. */
    enum Anywhere implements Placement {
        /** The only value. */
        INSTANCE
    }

    /**
     * One worker.
     *
     * @param workerId its id
     */
    record OnWorker(String workerId) implements Placement {
        /** @throws io.codefleet.error.InvalidInputException if the id is malformed */
        public OnWorker {
            Check.id("placement.workerId", workerId);
        }
    }
}
