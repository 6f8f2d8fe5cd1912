package io.codefleet.faults.environment;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in the fleet for one client or worker. When its process dies, a new one takes the place, until it is closed. */
public final class ProcessSlot {
    private final String name;
    private final History history;
    private final Starter starter;
    private @Nullable JavaProcess process;
    private Map<String, String> environment = Map.of();
    private int restarts;
    private boolean closed;

    /** Starts a process in a slot. */
    interface Starter {
        /**
         * Starts a process of this slot.
         *
         * @param name the name of this life
         */
        JavaProcess start(String name, Map<String, String> environment);
    }

    ProcessSlot(String name, History history, Starter starter) {
        this.name = name;
        this.history = history;
        this.starter = starter;
    }

    /** Returns the name of the slot, without the number of the current process. */
    public String name() {
        return name;
    }

    private String processName() {
        return name + "." + restarts;
    }

    /** Starts a process if none is alive, unless the slot is closed. */
    synchronized void tend() {
        JavaProcess current = process;
        if (current != null && !current.isAlive()) {
            history.write(EventType.PROCESS_ENDED, processName() + " exit=" + current.exitCode());
            process = null;
        }
        if (process == null && !closed) {
            restarts++;
            history.write(EventType.PROCESS_STARTED, processName());
            process = starter.start(processName(), environment);
        }
    }

    /** Kills what is in it, as a crash would. */
    public synchronized void kill() {
        JavaProcess current = process;
        if (current != null) {
            current.kill();
            current.awaitEnd(Duration.ofSeconds(10));
            tend();
        }
    }

    /** Asks it to leave in good order; a new process takes the place. */
    public synchronized void terminate() {
        if (process != null) {
            process.terminate();
        }
    }

    /** Sets the environment of later processes in this slot. */
    public synchronized void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** Stops its process where it is. */
    public synchronized void freeze() {
        if (process != null) {
            process.freeze();
        }
    }

    /** Continues a frozen process. */
    public synchronized void thaw() {
        if (process != null) {
            process.thaw();
        }
    }

    /** Sends a line to the process of the slot. */
    public synchronized void send(String line) {
        if (process != null) {
            process.send(line);
        }
    }

    /** Retires the slot: no new process starts when the current one ends. */
    public synchronized void retire() {
        closed = true;
    }

    /** Reopens the slot for new processes. */
    public synchronized void reopen() {
        closed = false;
        tend();
    }

    /** Returns whether its last process has ended. */
    public synchronized boolean isEmpty() {
        tend();
        return process == null;
    }

    /** Ends its process with the run, which does not count as a fault: its open waits count as unanswered. */
    synchronized void end() {
        closed = true;
        JavaProcess last = process;
        process = null;
        if (last != null) {
            last.thaw();
            last.kill();
            last.awaitEnd(Duration.ofSeconds(10));
        }
    }
}
