package io.codefleet.glob;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/**
 * Patterns for paths of files within a folder: {@code *} and {@code ?} stand for what is in a name, {@code **} for folders too,
 * {@code **}{@code /} for none or more folders as in Git, {@code [a-z]} and {@code [!a-z]} for one character, {@code {a,b}} for one
 * of several. A name that begins with a dot is a name like others. Immutable.
 */
public final class Globs {
    /** How many patterns there may be. */
    public static final int MAX_GLOBS = 50;
    /** How many characters a pattern may have. */
    public static final int MAX_LENGTH = 200;

    private static final String EXAMPLE = "; write it like build/reports/**.xml";

    private final Automaton automaton;
    private final int[] start;

    private Globs(Automaton automaton, int[] start) {
        this.automaton = automaton;
        this.start = start;
    }

    /**
     * Reads patterns.
     *
     * @param field what they are given for
     * @throws InvalidInputException if there are more than {@value #MAX_GLOBS}, or one is longer than {@value #MAX_LENGTH}
     *     characters, is malformed, or can match no file within the folder
     */
    public static Globs parse(String field, List<String> globs) {
        if (globs.size() > MAX_GLOBS) {
            throw new InvalidInputException(
                    field, "has " + globs.size() + " globs, at most " + MAX_GLOBS + " are allowed; use {a,b} or **");
        }
        Automaton automaton = new Automaton();
        int[] starts = new int[globs.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = start(field, globs.get(i), automaton);
        }
        return new Globs(automaton, automaton.closure(starts));
    }

    private static int start(String field, String glob, Automaton automaton) {
        check(field, glob);
        try {
            int start = new GlobParser(automaton, glob).parse();
            if (!automaton.matchesSomePath(start)) {
                throw new InvalidInputException(field, "'" + glob + "' can match no file: " + unmatched(glob));
            }
            return start;
        } catch (GlobParser.Malformed e) {
            throw new InvalidInputException(field, "'" + glob + "' is not a glob: " + e.getMessage() + EXAMPLE, e);
        }
    }

    private static void check(String field, String glob) {
        if (glob.isBlank()) {
            throw new InvalidInputException(field, "has an empty glob" + EXAMPLE);
        }
        if (glob.length() > MAX_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has a glob of " + glob.length() + " characters, at most " + MAX_LENGTH
                            + " are allowed; it begins with '" + glob.substring(0, 20) + "'");
        }
        if (glob.startsWith("/") || List.of(glob.split("/", -1)).contains("..")) {
            throw new InvalidInputException(field, "'" + glob + "' leads out of the workspace; write a path within it");
        }
        if (glob.indexOf('\\') >= 0) {
            throw new InvalidInputException(
                    field,
                    "'" + glob + "' has a backslash; write / between folders, and brackets around a special character,"
                            + " as in [*]");
        }
    }

    private static String unmatched(String glob) {
        List<String> names = List.of(glob.split("/", -1));
        if (glob.endsWith("/")) {
            return "it ends with /; write " + glob + "** for all files of a folder";
        }
        if (names.contains("")) {
            return "it has // in it; write one /";
        }
        if (names.contains(".")) {
            return "it has . for a folder; leave that out";
        }
        if (names.contains(".git")) {
            return "what is in .git is never taken; name files of the project";
        }
        return "no path within the workspace looks like that" + EXAMPLE;
    }

    /** Returns whether one of the patterns matches a path, as {@code src/a.txt}. */
    public boolean matches(String path) {
        return root().enter(path).isMatch();
    }

    /** Returns what the patterns know before the first name of a path. */
    public Prefix root() {
        return new Prefix(start);
    }

    /** State of the match of the beginning of a path, so that the paths of a tree are matched a name at a time. Immutable. */
    @CheckReturnValue
    public final class Prefix {
        private final int[] active;

        private Prefix(int[] active) {
            this.active = active;
        }

        /** Returns the prefix with more of the path: a name, or {@code /}. */
        public Prefix enter(String text) {
            return new Prefix(automaton.after(active, text));
        }

        /** Returns whether the path as it is matches. */
        public boolean isMatch() {
            return automaton.accepts(active);
        }

        /** Returns whether no longer path can match. */
        public boolean isDead() {
            return active.length == 0;
        }

        @Override
        public String toString() {
            return "Prefix" + Arrays.toString(active);
        }
    }
}
