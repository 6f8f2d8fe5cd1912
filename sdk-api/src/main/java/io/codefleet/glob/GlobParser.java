package io.codefleet.glob;

import java.util.ArrayList;
import java.util.List;

/** Turns one glob into states of an automaton. */
final class GlobParser {
    private final Automaton automaton;
    private final int[] glob;
    private int at;

    /** A glob that cannot be read. The message says why. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why);
        }
    }

    GlobParser(Automaton automaton, String glob) {
        this.automaton = automaton;
        this.glob = glob.codePoints().toArray();
    }

    /** Returns the state that the glob begins with. */
    int parse() throws Malformed {
        int start = automaton.add();
        automaton.accept(sequence(start, true, false));
        return start;
    }

    /**
     * Reads to the end, or within braces to the end of the alternative.
     *
     * @param from where it begins
     * @param atName whether a name begins there
     * @return where it ends
     */
    private int sequence(int from, boolean atName, boolean inBraces) throws Malformed {
        int state = from;
        boolean nameBegins = atName;
        while (at < glob.length && !(inBraces && (glob[at] == ',' || glob[at] == '}'))) {
            int sign = glob[at++];
            switch (sign) {
                case '*' -> state = stars(state, nameBegins);
                case '?' -> state = step(state, new CharTest.Any(false));
                case '[' -> state = step(state, bracket());
                case '{' -> {
                    if (inBraces) {
                        throw new Malformed("it has braces within braces");
                    }
                    state = braces(state, nameBegins);
                }
                default -> state = step(state, new CharTest.One(sign));
            }
            nameBegins = glob[at - 1] == '/';
        }
        return state;
    }

    private int step(int from, CharTest test) {
        int next = automaton.add();
        automaton.step(from, test, next);
        return next;
    }

    private int stars(int from, boolean nameBegins) {
        boolean many = at < glob.length && glob[at] == '*';
        while (at < glob.length && glob[at] == '*') {
            at++;
        }
        int loop = automaton.add();
        int next = automaton.add();
        automaton.skip(from, loop);
        automaton.step(loop, new CharTest.Any(many), loop);
        if (many && nameBegins && at < glob.length && glob[at] == '/') {
            // none or more folders
            at++;
            int slash = automaton.add();
            automaton.skip(loop, slash);
            automaton.step(slash, new CharTest.One('/'), next);
            automaton.skip(from, next);
        } else {
            automaton.skip(loop, next);
        }
        return next;
    }

    private int braces(int from, boolean nameBegins) throws Malformed {
        int next = automaton.add();
        do {
            int alternative = automaton.add();
            automaton.skip(from, alternative);
            automaton.skip(sequence(alternative, nameBegins, true), next);
            if (at == glob.length) {
                throw new Malformed("a { has no }");
            }
        } while (glob[at++] == ',');
        return next;
    }

    private CharTest bracket() throws Malformed {
        boolean negated = at < glob.length && glob[at] == '!';
        at += negated ? 1 : 0;
        List<CharTest.Range> ranges = new ArrayList<>();
        while (at < glob.length && glob[at] != ']') {
            int from = glob[at++];
            boolean isRange = at + 1 < glob.length && glob[at] == '-' && glob[at + 1] != ']';
            int to = isRange ? glob[at + 1] : from;
            at += isRange ? 2 : 0;
            if (from == '/' || to == '/') {
                throw new Malformed("a / stands in brackets");
            }
            if (to < from) {
                throw new Malformed("the range " + Character.toString(from) + "-" + Character.toString(to)
                        + " in brackets is upside down");
            }
            ranges.add(new CharTest.Range(from, to));
        }
        if (at == glob.length) {
            throw new Malformed("a [ has no ]");
        }
        at++;
        if (ranges.isEmpty()) {
            throw new Malformed("there is nothing in brackets");
        }
        return new CharTest.Bracket(ranges, negated);
    }
}
