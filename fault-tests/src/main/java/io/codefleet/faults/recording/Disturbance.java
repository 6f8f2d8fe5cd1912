package io.codefleet.faults.recording;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Disturbance of the calls of one process to the broker and of the answers, until it is lifted. Any thread may change it. */
public final class Disturbance {
    private final Set<String> lostCalls = ConcurrentHashMap.newKeySet();
    private final Set<String> lostAnswers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();

    /** Calls of this method of the broker do not arrive; {@code *} stands for all. */
    public void loseCalls(String method) {
        lostCalls.add(method);
    }

    /** Calls of this method of the broker are done, and their answers do not come back. */
    public void loseAnswers(String method) {
        lostAnswers.add(method);
    }

    /** Lifts the disturbance, so that all faults end. */
    public void lift() {
        lostCalls.clear();
        lostAnswers.clear();
    }

    /** Returns how many calls have not arrived. */
    public int lost() {
        return lost.get();
    }

    boolean losesCall(String method) {
        boolean loses = (lostCalls.contains(method) || lostCalls.contains("*")) && !method.equals("close");
        if (loses) {
            lost.incrementAndGet();
        }
        return loses;
    }

    boolean losesAnswer(String method) {
        return lostAnswers.contains(method);
    }
}
