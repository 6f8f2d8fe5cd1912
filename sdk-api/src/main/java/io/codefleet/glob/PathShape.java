package io.codefleet.glob;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * State of a check for paths of files within a folder: names with one {@code /} between them, none of which is {@code .}, {@code
 * ..} or {@code .git}. The state describes the last name of the path so far.
 */
final class PathShape {
    /** A name has not begun. */
    static final int START = 0;
    /** How many shapes there are. */
    static final int SHAPES = 7;

    /** Such names, each one character longer than the one before. */
    private static final List<String> SPECIAL = List.of("", ".", "..", ".g", ".gi", ".git");

    private static final int ORDINARY = 6;
    private static final String KNOWN = "/.git";

    private PathShape() {}

    static boolean mayEnd(int shape) {
        return shape == ORDINARY || shape == SPECIAL.indexOf(".g") || shape == SPECIAL.indexOf(".gi");
    }

    /** Returns the shapes after a character that passes a test. */
    static Stream<Integer> after(int shape, CharTest test) {
        IntStream known = KNOWN.chars()
                .filter(test::accepts)
                .map(each -> after(shape, each))
                .filter(next -> next >= 0);
        return Stream.concat(
                known.boxed(), test.acceptsOtherThan(KNOWN) ? Stream.of(ORDINARY) : Stream.<Integer>empty());
    }

    private static int after(int shape, int character) {
        if (character == '/') {
            return mayEnd(shape) ? START : -1;
        }
        int special = shape == ORDINARY ? -1 : SPECIAL.indexOf(SPECIAL.get(shape) + (char) character);
        return special < 0 ? ORDINARY : special;
    }
}
