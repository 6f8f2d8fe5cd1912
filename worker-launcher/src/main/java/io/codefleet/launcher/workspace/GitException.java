package io.codefleet.launcher.workspace;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import java.io.IOException;
import java.util.regex.Pattern;

/** A command of Git that failed, with what it said. */
final class GitException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a wait does not mend; anything else is a fault of the network or of the disk. */
    private static final Pattern FOR_GOOD = Pattern.compile(
            "Authentication failed|could not read Username|could not read Password|terminal prompts disabled"
                    + "|Permission denied|[Nn]ot found|does not appear to be a git repository|does not exist"
                    + "|couldn't find remote ref|not our ref|access denied|HTTP 40[134]|not a valid object|unsupported",
            Pattern.CASE_INSENSITIVE);

    private final String said;

    /**
     * @param command what was to be done, in the words of Git
     * @param said its standard error
     */
    GitException(String command, String said) {
        super("git " + command + " failed: " + brief(said));
        this.said = said;
    }

    private static String brief(String said) {
        String text = said.lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty() && !line.startsWith("hint:"))
                .limit(5)
                .reduce((a, b) -> a + "; " + b)
                .orElse("it said nothing");
        return text.replaceAll("//[^/@\\s]*@", "//***@");
    }

    boolean said(String words) {
        return said.contains(words);
    }

    /** The failure as that of an attempt on this project. */
    AttemptException onProject(String project) {
        boolean forGood = FOR_GOOD.matcher(said).find();
        TaskError error = TaskError.of(
                forGood ? ErrorKind.PERMANENT : ErrorKind.TRANSIENT, "project " + project + ": " + getMessage());
        return new AttemptException(error, this);
    }
}
