package io.codefleet.glob;

import java.util.List;

/** Test of the characters, as code points, that a position of a glob accepts. */
sealed interface CharTest {
    /** Returns whether it takes this one. */
    boolean accepts(int codePoint);

    /** Returns whether it takes one that is none of these. */
    boolean acceptsOtherThan(String known);

    /**
     * One character.
     *
     * @param codePoint it
     */
    record One(int codePoint) implements CharTest {
        @Override
        public boolean accepts(int other) {
            return other == codePoint;
        }

        @Override
        public boolean acceptsOtherThan(String known) {
            return known.indexOf(codePoint) < 0;
        }
    }

    /**
     * Any character.
     *
     * @param slash whether {@code /} is among them
     */
    record Any(boolean slash) implements CharTest {
        @Override
        public boolean accepts(int codePoint) {
            return slash || codePoint != '/';
        }

        @Override
        public boolean acceptsOtherThan(String known) {
            return true;
        }
    }

    /**
     * Set of characters in brackets, which never accepts {@code /}.
     *
     * @param ranges the characters, from and to
     * @param negated whether it is all others
     */
    record Bracket(List<Range> ranges, boolean negated) implements CharTest {
        @Override
        public boolean accepts(int codePoint) {
            return codePoint != '/' && ranges.stream().anyMatch(range -> range.has(codePoint)) != negated;
        }

        @Override
        public boolean acceptsOtherThan(String known) {
            return negated || ranges.stream().anyMatch(range -> range.hasOtherThan(known));
        }
    }

    /**
     * Characters that follow each other.
     *
     * @param from the first
     * @param to the last
     */
    record Range(int from, int to) {
        boolean has(int codePoint) {
            return from <= codePoint && codePoint <= to;
        }

        boolean hasOtherThan(String known) {
            // one of more than the known ones is enough
            for (int each = from; each <= Math.min(to, from + known.length()); each++) {
                if (known.indexOf(each) < 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
