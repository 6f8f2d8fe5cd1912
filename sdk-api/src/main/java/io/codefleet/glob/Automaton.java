package io.codefleet.glob;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of globs and the steps between them. All states that a path can be in are followed at once, so that a path takes at
 * most its length times the length of the globs.
 */
final class Automaton {
    private final List<State> states = new ArrayList<>();

    /** A state with a transition by a character, or without one. */
    private static final class State {
        private @Nullable CharTest test;
        private int next;
        private final List<Integer> free = new ArrayList<>();
        private boolean accepts;
    }

    int add() {
        states.add(new State());
        return states.size() - 1;
    }

    /** Adds a step from a state to the next one, for a character that passes the test. */
    void step(int from, CharTest test, int next) {
        State state = states.get(from);
        state.test = test;
        state.next = next;
    }

    /** Adds a step from a state to another without a character. */
    void skip(int from, int to) {
        states.get(from).free.add(to);
    }

    void accept(int state) {
        states.get(state).accepts = true;
    }

    boolean accepts(int[] active) {
        return Arrays.stream(active).anyMatch(state -> states.get(state).accepts);
    }

    /** Returns these states, and all that they lead to without a character. */
    int[] closure(int... from) {
        BitSet reached = new BitSet(states.size());
        Arrays.stream(from).forEach(state -> reach(state, reached));
        return reached.stream().toArray();
    }

    /** Returns the states after a text. */
    int[] after(int[] active, String text) {
        int[] now = active;
        for (int i = 0; i < text.length() && now.length > 0; ) {
            int codePoint = text.codePointAt(i);
            BitSet reached = new BitSet(states.size());
            for (int each : now) {
                State state = states.get(each);
                if (state.test != null && state.test.accepts(codePoint)) {
                    reach(state.next, reached);
                }
            }
            now = reached.stream().toArray();
            i += Character.charCount(codePoint);
        }
        return now;
    }

    private void reach(int first, BitSet reached) {
        List<Integer> open = new ArrayList<>(List.of(first));
        while (!open.isEmpty()) {
            int state = open.remove(open.size() - 1);
            if (!reached.get(state)) {
                reached.set(state);
                open.addAll(states.get(state).free);
            }
        }
    }

    /** Returns whether there is a path of a file within a folder that is accepted. */
    boolean matchesSomePath(int start) {
        BitSet seen = new BitSet();
        List<int[]> open = new ArrayList<>();
        open.add(new int[] {start, PathShape.START});
        while (!open.isEmpty()) {
            int[] at = open.remove(open.size() - 1);
            int number = at[0] * PathShape.SHAPES + at[1];
            if (seen.get(number)) {
                continue;
            }
            seen.set(number);
            State state = states.get(at[0]);
            if (state.accepts && PathShape.mayEnd(at[1])) {
                return true;
            }
            state.free.forEach(to -> open.add(new int[] {to, at[1]}));
            CharTest test = state.test;
            if (test != null) {
                PathShape.after(at[1], test).forEach(shape -> open.add(new int[] {state.next, shape}));
            }
        }
        return false;
    }
}
