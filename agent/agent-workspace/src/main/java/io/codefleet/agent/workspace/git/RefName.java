package io.codefleet.agent.workspace.git;

import java.util.regex.Pattern;

/** Names of branches, tags and other refs: what {@code git check-ref-format} allows, and nothing else. */
final class RefName {
    static final String BRANCHES = "refs/heads/";

    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|\\.lock/");

    private RefName() {}

    /** Returns whether a text may be the name of a ref, whole or below {@code refs/heads/} or the like. */
    static boolean isAllowed(String name) {
        return !name.isEmpty()
                && !FORBIDDEN.matcher(name).find()
                && !name.startsWith("-")
                && !name.startsWith(".")
                && !name.startsWith("/")
                && !name.endsWith("/")
                && !name.endsWith(".")
                && !name.endsWith(".lock");
    }

    /** Returns whether a text may be the name of a branch. */
    static boolean isBranch(String name) {
        return isAllowed(name) && !name.equals("HEAD");
    }
}
