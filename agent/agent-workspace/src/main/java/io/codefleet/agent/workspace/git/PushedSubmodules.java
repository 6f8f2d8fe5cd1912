package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.local.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The commits of submodules that a commit to be pushed brings in. One that its own repository does not have would leave a branch
 * that nobody can clone. Blocks.
 */
final class PushedSubmodules {
    private static final String MODE = "160000";

    private final GitSnapshot baseline;
    private final GitSource project;
    private final GitSettings settings;
    private final Submodules submodules;

    PushedSubmodules(GitSnapshot baseline, GitSource project, Git git, ProjectAccess access) {
        this.baseline = baseline;
        this.project = project;
        this.settings = git.settings();
        this.submodules = new Submodules(git, access, project);
    }

    /** Fails with a permanent {@link AttemptException} that names the submodule whose commit is nowhere. */
    void check(String commit) throws IOException {
        // .gitmodules of an agent could hide the commit of a submodule
        List<byte[]> fields = baseline.texts(
                "diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=dirty", baseline.before(), commit);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            // :old-mode new-mode old-id new-id state
            String[] words = new String(fields.get(i), StandardCharsets.US_ASCII).split(" ", -1);
            if (words.length > 3 && words[1].equals(MODE)) {
                check(commit, FileName.shown(fields.get(i + 1)), words[3]);
            }
        }
    }

    private void check(String commit, String path, String id) throws IOException {
        Optional<Submodules.Submodule> named = named(commit, path);
        if (named.isEmpty()) {
            throw refused(path, id, "which has no entry with a URL in .gitmodules");
        }
        GitSource source = submodules.checked(project, named.get());
        RemoteAccess access = RemoteAccess.ofSubmodule(settings, source.address(), project.repository());
        try {
            if (baseline.remote(access, "ls-remote", source.address()).lines().noneMatch(line -> line.startsWith(id))) {
                baseline.remote(
                        access,
                        "fetch",
                        "--quiet",
                        "--depth",
                        "1",
                        "--no-tags",
                        "--no-write-fetch-head",
                        source.address(),
                        id);
            }
        } catch (GitException e) {
            if (e.output("unadvertised object") && isOnABranch(access, source, id)) {
                return;
            }
            if (e.why() == GitException.Cause.NO_SUCH_REF) {
                throw refused(path, id, "which its repository " + source.url() + " does not have; push it there first");
            }
            throw e.onRemote(project + ": its submodule " + path + " at " + source.url());
        }
    }

    /** Returns whether a branch contains a commit, for a host that serves only branches. */
    private boolean isOnABranch(RemoteAccess access, GitSource source, String id) throws IOException {
        String branches = "+refs/heads/*:refs/codefleet/submodule/*";
        baseline.remote(access, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", source.address(), branches);
        try {
            baseline.local("cat-file", "-e", id + "^{commit}");
            return true;
        } catch (GitException e) {
            return false;
        }
    }

    private Optional<Submodules.Submodule> named(String commit, String path) throws IOException {
        if (baseline.local("ls-tree", commit, "--", SubmoduleEntries.FILE).isEmpty()) {
            return Optional.empty();
        }
        List<Submodules.Submodule> all = SubmoduleEntries.read(
                project, baseline.texts("config", "--blob", commit + ":" + SubmoduleEntries.FILE, "--list", "-z"));
        return all.stream().filter(each -> each.path().equals(path)).findFirst();
    }

    private static AttemptException refused(String path, String id, String why) {
        return AttemptException.permanent("attribute push: the submodule " + path + " is at commit " + id + ", " + why
                + "; nothing was pushed, as the branch could not be cloned");
    }
}
