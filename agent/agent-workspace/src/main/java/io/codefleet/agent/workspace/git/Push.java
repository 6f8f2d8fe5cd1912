package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.Task;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Destination to which a task pushes its changes: its attribute {@code push}, a branch's name or an object with {@code
 * branch}, {@code message} and {@code author}.
 *
 * @param branch the branch; it is made where it does not exist
 * @param message of the commit
 * @param author of the commit, as {@code Name <mail>}
 */
public record Push(String branch, String message, String author) {
    static final String ATTRIBUTE = "push";
    private static final String TRAILER = "Codefleet-Task: ";
    private static final Pattern AUTHOR = Pattern.compile("([^<>\\n]+) <([^<>\\n]+)>");
    private static final String DEFAULT_AUTHOR = "Codefleet <codefleet@localhost>";

    /** Returns the push that a task asks for. Fails with a permanent {@link AttemptException} if it is not readable. */
    public static Optional<Push> of(Task task) {
        Object asked = task.context().attributes().get(ATTRIBUTE);
        if (asked == null) {
            return Optional.empty();
        }
        Map<?, ?> fields = asked instanceof Map<?, ?> map ? map : Map.of("branch", asked);
        String given = text(fields, "branch", "");
        String branch = given.startsWith(RefName.BRANCHES) ? given.substring(RefName.BRANCHES.length()) : given;
        if (!RefName.isBranch(branch) || branch.startsWith("refs/")) {
            throw AttemptException.permanent(
                    "attribute push: '" + given
                            + "' is not the name of a branch; write push: fix/login, or an object with branch, message and author");
        }
        String author = text(fields, "author", DEFAULT_AUTHOR);
        if (!AUTHOR.matcher(author).matches()) {
            throw AttemptException.permanent(
                    "attribute push: the author '" + author + "' is not of the form Name <mail@example.com>");
        }
        String message = text(fields, "message", "Changes by task " + task.id());
        return Optional.of(new Push(branch, message + "\n\n" + TRAILER + task.id(), author));
    }

    private static String text(Map<?, ?> fields, String name, String absent) {
        Object value = fields.get(name);
        return value == null ? absent : String.valueOf(value);
    }

    /**
     * Commits what is in the folder, and pushes it. What an earlier attempt of the same task has pushed is replaced; what
     * anybody else has is not. Blocks.
     *
     * @return the commit
     */
    public String deliver(GitSnapshot baseline, GitSource source, Git git, ProjectAccess access) throws IOException {
        Matcher named = AUTHOR.matcher(author);
        if (!named.matches()) {
            throw new IllegalStateException("the author was looked at before");
        }
        String commit;
        try {
            commit = baseline.commit(message, named.group(1), named.group(2));
        } catch (GitException e) {
            throw e.onDisk(source.url());
        }
        new PushedSubmodules(baseline, source, git, access).check(commit);
        PushTarget target = new PushTarget(baseline, source, git, branch, new LargeFileServers(access, source));
        target.push(commit, trailer());
        return commit;
    }

    /** Returns the trailer of the message of each commit of the task. */
    private String trailer() {
        return message.substring(message.lastIndexOf(TRAILER));
    }
}
