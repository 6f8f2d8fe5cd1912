package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;

/**
 * Rule for the workers that may take a task.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface Placement {
    /** Places a task on any worker that serves the task's type and offers all required capabilities; the default. */
    static Placement anywhere() {
        return Anywhere.INSTANCE;
    }

    /** Places a task only on the worker with this id, whatever it offers; the task waits for it until its queue timeout. */
    static Placement worker(String workerId) {
        return new OnWorker(workerId);
    }

    /** Returns a placement by which the workers that serve the task take turns; with the default grace. */
    static Spread roundRobin() {
        return new Spread(Spread.By.TURNS, Spread.DEFAULT_GRACE);
    }

    /** Returns the worker that has least to do, of those that serve the task; with the default grace. */
    static Spread leastBusy() {
        return new Spread(Spread.By.LOAD, Spread.DEFAULT_GRACE);
    }

    /**
     * Places a task more often on the workers that complete tasks of its type than on those that fail at them; with the
     * default grace.
     */
    static Spread bySuccessRate() {
        return new Spread(Spread.By.SUCCESS_RATE, Spread.DEFAULT_GRACE);
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

    /**
     * A worker that the broker chooses whenever the task is queued, of those that serve it then and take tasks. Any of them may
     * have it if there is none, when the chosen one leaves or is lost, and when it has not taken the task within the grace. Costs
     * the broker a look at each worker; {@link #anywhere()} spreads tasks well enough over workers that are equal.
     *
     * @param by how it is chosen
     * @param grace how long the chosen worker has the task for itself; default 30 seconds
     */
    @CheckReturnValue
    record Spread(By by, Duration grace) implements Placement {
        /** The grace of a placement that names none. */
        public static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

        /** Criterion by which a worker is chosen. */
        public enum By implements Coded {
            /** In turns, by their ids. */
            TURNS("TURNS"),
            /**
             * The one with the fewest tasks for each of its slots: those that it ran at its last heartbeat, and those that
             * wait for it alone. In turns among equals.
             */
            LOAD("LOAD"),
            /**
             * In turns of different length: each gets a share by how often it has completed tasks of this type ({@link
             * WorkerPerformance#weight()}), at most four times that of another, so that each gets some and can improve its record.
             * One that has a task for each of its slots is passed over while others have not.
             */
            SUCCESS_RATE("SKILL");

            private final String code;

            By(String code) {
                this.code = code;
            }

            @Override
            public String code() {
                return code;
            }
        }

        /** @throws io.codefleet.error.InvalidInputException if the grace is not positive */
        public Spread {
            Check.positiveMillis("placement.grace", grace);
        }

        /** Returns a copy with another grace. */
        public Spread grace(Duration value) {
            return new Spread(by, value);
        }
    }
}
