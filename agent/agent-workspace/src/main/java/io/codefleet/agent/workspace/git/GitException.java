package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command of Git that failed, with what it said. */
public final class GitException extends IOException {
    private static final Logger log = LoggerFactory.getLogger(GitException.class);
    private static final long serialVersionUID = 1L;

    private static final Pattern NO_SUCH_REF =
            Pattern.compile("couldn't find remote ref|not our ref|no such remote ref|unadvertised object");
    /** The network, or the disk: a mirror is not to blame. */
    private static final Pattern ON_THE_WAY = Pattern.compile(
            "early EOF|RPC failed|unexpected disconnect|Connection reset|timed out|Could not resolve|[Ff]ailed to connect"
                    + "|Couldn't connect|error: 5\\d\\d|No space left|Disk quota");
    /** A host does not say which of these it is. */
    private static final Pattern NOT_OPEN = Pattern.compile(
            "Authentication failed|could not read Username|could not read Password|terminal prompts disabled"
                    + "|Permission denied|[Nn]ot found|does not appear to be a git repository|does not exist"
                    + "|access denied|HTTP 40[134]|error: 40[134]",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REFUSED = Pattern.compile("\\[remote rejected\\].*\\((.*)\\)");

    private final String output;
    private final Cause why;
    private final int code;

    /** Cause of a failure of a command that talks to another host. */
    enum Cause {
        /** The ref or commit does not exist. */
        NO_SUCH_REF(ErrorKind.PERMANENT, "it has no such branch, tag or commit"),
        /** The repository does not exist, or the worker may not read it. */
        NOT_OPEN(ErrorKind.PERMANENT, "there is no such repository, or this worker has no login that opens it"),
        /** It is larger than allowed. */
        TOO_LARGE(ErrorKind.PERMANENT, "it is larger than this worker takes"),
        /** It took longer than allowed. */
        TOO_SLOW(ErrorKind.TRANSIENT, "it did not come within this worker's time limit"),
        /** The network, the host, or what Git does not say clearly. */
        NOT_REACHED(ErrorKind.TRANSIENT, "it could not be fetched just now");

        private final ErrorKind kind;
        private final String words;

        Cause(ErrorKind kind, String words) {
            this.kind = kind;
            this.words = words;
        }
    }

    /**
     * Creates the failure of a command without an exit code.
     *
     * @param command what was to be done, in the words of Git
     * @param output its standard error
     */
    GitException(String command, String output) {
        this(command, output, -1);
    }

    /**
     * Creates the failure of a command that ended with an exit code.
     *
     * @param code the exit code; -1 if it did not end by itself
     */
    GitException(String command, String output, int code) {
        this("git " + command + " failed: " + brief(output), output, causeOf(output), code);
    }

    private GitException(String message, String output, Cause why, int code) {
        super(message);
        this.output = output;
        this.why = why;
        this.code = code;
    }

    /** Returns the exit code; -1 if it did not end by itself. */
    int code() {
        return code;
    }

    static GitException tooSlow(String command, Duration limit) {
        return new GitException(
                "git " + command + " took longer than " + DurationText.format(limit), "", Cause.TOO_SLOW, -1);
    }

    static GitException tooLarge(long bytes) {
        return new GitException(
                "the repository takes more than " + (bytes >> 10)
                        + " KB, which is the worker's workspace.git.max_repository",
                "",
                Cause.TOO_LARGE,
                -1);
    }

    private static Cause causeOf(String output) {
        if (NO_SUCH_REF.matcher(output).find()) {
            return Cause.NO_SUCH_REF;
        }
        return NOT_OPEN.matcher(output).find() ? Cause.NOT_OPEN : Cause.NOT_REACHED;
    }

    private static String brief(String output) {
        String text = output.lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty() && !line.startsWith("hint:"))
                .limit(5)
                .reduce((a, b) -> a + "; " + b)
                .orElse("it said nothing");
        return text.replaceAll("//[^\\s'\"]*@", "//***@");
    }

    boolean output(String words) {
        return output.contains(words);
    }

    /** Returns the reason of a repository for the refusal of a pushed ref, in its own words. */
    Optional<String> refusal() {
        Matcher refused = REFUSED.matcher(output);
        return refused.find() ? Optional.of(refused.group(1)) : Optional.empty();
    }

    /** Returns whether the command failed for a reason that is unrelated to the content of the folder. */
    boolean isOnTheWay() {
        return ON_THE_WAY.matcher(output).find();
    }

    Cause why() {
        return why;
    }

    /**
     * Returns the failure of a command that contacts another host, as an error of an attempt on this project. Logs the
     * output of Git instead of returning it, because it would let a task probe the worker's network.
     */
    public AttemptException onRemote(String project) {
        log.atWarn()
                .addKeyValue("project", project)
                .addKeyValue("why", getMessage())
                .log("git failed");
        String words = why == Cause.TOO_LARGE ? getMessage() : why.words + "; the worker's log has the reason";
        return new AttemptException(TaskError.of(why.kind, "project " + project + ": " + words), this);
    }

    /**
     * Returns the failure of a command on files of this machine, as an error of an attempt on this project. Another
     * attempt may succeed.
     */
    public AttemptException onDisk(String project) {
        return new AttemptException(
                TaskError.of(ErrorKind.TRANSIENT, "project " + project + ": " + getMessage()), this);
    }
}
