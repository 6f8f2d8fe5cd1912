package io.codefleet.launcher.workspace;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskError;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a task wants its changes pushed: its attribute {@code push}, a branch's name or an object with {@code branch}, {@code
 * message} and {@code author}.
 *
 * @param branch the branch; it is made where it does not exist
 * @param message of the commit
 * @param author of the commit, as {@code Name <mail>}
 */
record Push(String branch, String message, String author) {
    static final String ATTRIBUTE = "push";
    private static final String TRAILER = "Codefleet-Task: ";
    private static final Pattern BRANCH = Pattern.compile("\\w[\\w./+-]*");
    private static final Pattern AUTHOR = Pattern.compile("([^<>\\n]+) <([^<>\\n]+)>");
    private static final String DEFAULT_AUTHOR = "Codefleet <codefleet@localhost>";

    /** What a task asks for. Fails with a permanent {@link AttemptException} if it is not readable. */
    static Optional<Push> of(Task task) {
        Object asked = task.context().attributes().get(ATTRIBUTE);
        if (asked == null) {
            return Optional.empty();
        }
        Map<?, ?> fields = asked instanceof Map<?, ?> map ? map : Map.of("branch", asked);
        String branch = text(fields, "branch", "");
        if (!BRANCH.matcher(branch).matches() || branch.contains("..") || branch.endsWith("/")) {
            throw AttemptException.permanent(
                    "attribute push: '" + branch
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
    String deliver(GitBaseline baseline, GitSource source) throws IOException {
        Matcher named = AUTHOR.matcher(author);
        if (!named.matches()) {
            throw new IllegalStateException("the author was looked at before");
        }
        try {
            String commit = baseline.commit(message, named.group(1), named.group(2));
            baseline.pushLargeFiles(source.url(), commit);
            push(baseline, source, commit, ownEarlier(baseline, source));
            return commit;
        } catch (GitException e) {
            throw e.onProject(source.url());
        }
    }

    /** What the branch is at, if an earlier attempt of this task has put it there. */
    private Optional<String> ownEarlier(GitBaseline baseline, GitSource source) throws IOException {
        String listed = baseline.remote(source.url(), "ls-remote", source.url(), "refs/heads/" + branch);
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        String at = listed.split("\\s", 2)[0];
        baseline.remote(source.url(), "fetch", "--quiet", "--depth", "1", "--no-write-fetch-head", source.url(), at);
        String theirs = baseline.remote(source.url(), "log", "-1", "--format=%B", at);
        return theirs.strip().endsWith(message.substring(message.lastIndexOf(TRAILER)))
                ? Optional.of(at)
                : Optional.empty();
    }

    private void push(GitBaseline baseline, GitSource source, String commit, Optional<String> own) throws IOException {
        String target = commit + ":refs/heads/" + branch;
        try {
            if (own.isPresent()) {
                String lease = "--force-with-lease=refs/heads/" + branch + ":" + own.get();
                baseline.remote(source.url(), "push", "--quiet", lease, source.url(), target);
            } else {
                baseline.remote(source.url(), "push", "--quiet", source.url(), target);
            }
        } catch (GitException e) {
            if (e.said("rejected") || e.said("fetch first") || e.said("stale info")) {
                throw new AttemptException(
                        TaskError.of(
                                        ErrorKind.CONFLICT,
                                        "branch " + branch + " of " + source.url()
                                                + " has commits that the task's checkout had not; nothing was pushed")
                                .details(Map.of("branch", branch, "commit", commit)),
                        e);
            }
            throw e;
        }
    }
}
