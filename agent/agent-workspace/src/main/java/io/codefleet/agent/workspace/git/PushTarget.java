package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A branch of a project's repository that a commit is pushed to. Blocks. */
final class PushTarget {
    private static final String SAFELY = "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0"
            + " -c receive.autogc=false -c core.alternateRefsCommand=true";

    private final GitSnapshot baseline;
    private final GitSource source;
    private final Git git;
    private final String branch;
    private final LargeFileServers largeFiles;

    PushTarget(GitSnapshot baseline, GitSource source, Git git, String branch, LargeFileServers largeFiles) {
        this.baseline = baseline;
        this.source = source;
        this.git = git;
        this.branch = branch;
        this.largeFiles = largeFiles;
    }

    /**
     * Pushes a commit, and the large files that it has.
     *
     * @param own what the message of a commit ends with that may be replaced
     */
    void push(String commit, String own) throws IOException {
        Optional<String> replaced;
        try {
            Map<String, String> there = branches();
            checkName(there);
            replaced = Optional.ofNullable(there.get(RefName.BRANCHES + branch)).filter(at -> !at.isEmpty());
            if (replaced.isPresent() && !endsWith(replaced.get(), own)) {
                replaced = Optional.empty();
            }
            baseline.pushLargeFiles(source.address(), commit, largeFiles);
        } catch (GitException e) {
            throw e.onRemote(source.url());
        }
        push(commit, replaced);
    }

    /** Returns the commits of the branch, and of the branches above and below its name. */
    private Map<String, String> branches() throws IOException {
        List<String> command = new ArrayList<>(List.of("ls-remote", source.address()));
        command.add(RefName.BRANCHES + branch);
        command.add(RefName.BRANCHES + branch + "/*");
        for (int slash = branch.indexOf('/'); slash > 0; slash = branch.indexOf('/', slash + 1)) {
            command.add(RefName.BRANCHES + branch.substring(0, slash));
        }
        Map<String, String> found = new TreeMap<>();
        baseline.remote(source.address(), command.toArray(String[]::new))
                .lines()
                .map(line -> line.split("\\s", 2))
                .filter(words -> words.length == 2)
                .forEach(words -> found.put(words[1], words[0]));
        return found;
    }

    private void checkName(Map<String, String> there) {
        String wanted = RefName.BRANCHES + branch;
        for (String name : there.keySet()) {
            if (name.startsWith(wanted + "/") || wanted.startsWith(name + "/")) {
                throw AttemptException.permanent("attribute push: the branch " + branch + " cannot be made, as "
                        + source.url() + " has the branch " + name.substring(RefName.BRANCHES.length())
                        + " and Git takes only one of the two names; nothing was pushed, choose another name");
            }
        }
    }

    private boolean endsWith(String commit, String own) throws IOException {
        baseline.remote(
                source.address(),
                "fetch",
                "--quiet",
                "--depth",
                "1",
                "--no-write-fetch-head",
                source.address(),
                commit);
        return baseline.local("log", "-1", "--format=%B", commit).strip().endsWith(own);
    }

    private void push(String commit, Optional<String> replaced) throws IOException {
        List<String> command = new ArrayList<>(List.of("push", "--quiet"));
        if (source.repository().isLocal()) {
            command.add("--receive-pack=" + safely() + " receive-pack");
            // it would be verified by a program of the repository's settings
            command.add("--no-signed");
        }
        replaced.ifPresent(at -> command.add("--force-with-lease=" + RefName.BRANCHES + branch + ":" + at));
        command.addAll(List.of(source.address(), commit + ":" + RefName.BRANCHES + branch));
        try {
            baseline.remote(source.address(), command.toArray(String[]::new));
        } catch (GitException e) {
            throw refused(e);
        }
    }

    /**
     * Returns the Git command that receives a push safely. It runs on this machine with the worker's rights, and an
     * agent may have written the settings and hooks of the repository.
     */
    private String safely() {
        try {
            String folder = RepositoryUrl.parse(source.address()).path();
            String current = git.local(
                    Path.of(folder), Map.of("GIT_DIR", folder), "config", "--get", "receive.denyCurrentBranch");
            return current.toLowerCase(Locale.ROOT).equals("updateinstead")
                    ? SAFELY + " -c receive.denyCurrentBranch=refuse"
                    : SAFELY;
        } catch (IOException e) {
            // it says nothing of it
            return SAFELY;
        }
    }

    private AttemptException refused(GitException e) {
        Optional<String> reason = e.refusal();
        if (reason.isPresent()) {
            boolean passing = reason.get().contains("lock");
            return new AttemptException(
                    TaskError.of(
                            passing ? ErrorKind.TRANSIENT : ErrorKind.PERMANENT,
                            "attribute push: " + source.url() + " refused the branch " + branch + ": " + reason.get()
                                    + "; nothing was pushed"),
                    e);
        }
        if (e.output("rejected") || e.output("fetch first") || e.output("stale info")) {
            return new AttemptException(
                    TaskError.of(
                                    ErrorKind.CONFLICT,
                                    "branch " + branch + " of " + source.url()
                                            + " has commits that the task's checkout had not; nothing was pushed")
                            .details(Map.of("branch", branch)),
                    e);
        }
        return e.onRemote(source.url());
    }
}
