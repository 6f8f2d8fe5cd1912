package io.codefleet.faults.site;

import io.codefleet.faults.history.History;
import io.codefleet.faults.history.What;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in the fleet for one client or worker. When its process dies, a new one takes the place, until it is closed. */
public final class Slot {
    private final String name;
    private final History history;
    private final Birth birth;
    private @Nullable ChildProcess process;
    private Map<String, String> environment = Map.of();
    private int lives;
    private boolean closed;

    /** Starts a process in a slot. */
    interface Birth {
        /** @param name the name of this life */
        ChildProcess start(String name, Map<String, String> environment);
    }

    Slot(String name, History history, Birth birth) {
        this.name = name;
        this.history = history;
        this.birth = birth;
    }

    /** The name of what is in it, without the number of its life. */
    public String name() {
        return name;
    }

    private String life() {
        return name + "." + lives;
    }

    /** Sees to it that there is a live process, if the slot is not closed. */
    synchronized void tend() {
        ChildProcess current = process;
        if (current != null && !current.isAlive()) {
            history.write(What.PROCESS_ENDED, life() + " exit=" + current.exitCode());
            process = null;
        }
        if (process == null && !closed) {
            lives++;
            history.write(What.PROCESS_STARTED, life());
            process = birth.start(life(), environment);
        }
    }

    /** Kills what is in it, as a crash would. */
    public synchronized void kill() {
        ChildProcess current = process;
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

    /** From the next life on, processes in this slot have this environment. */
    public synchronized void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** Stops its process where it is. */
    public synchronized void freeze() {
        if (process != null) {
            process.freeze();
        }
    }

    /** Lets a frozen process go on. */
    public synchronized void thaw() {
        if (process != null) {
            process.thaw();
        }
    }

    /** Says a line to its process. */
    public synchronized void say(String line) {
        if (process != null) {
            process.say(line);
        }
    }

    /** No new process takes the place when this one ends. */
    public synchronized void retire() {
        closed = true;
    }

    /** A process may be in it again. */
    public synchronized void reopen() {
        closed = false;
        tend();
    }

    /** Whether there is no process in it any more. */
    public synchronized boolean isEmpty() {
        tend();
        return process == null;
    }

    /** Ends its process with the run, which is no fault: what it still awaits then has been awaited in vain. */
    synchronized void end() {
        closed = true;
        ChildProcess last = process;
        process = null;
        if (last != null) {
            last.thaw();
            last.kill();
            last.awaitEnd(Duration.ofSeconds(10));
        }
    }
}
