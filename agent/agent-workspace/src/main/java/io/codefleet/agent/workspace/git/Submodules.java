package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.TaskError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The submodules of a project's repository. Its author chose their URLs, so each is checked as a project is, at every depth, and
 * Git is given what was checked. Blocks.
 */
final class Submodules {
    private static final String MODE = "160000 ";
    private static final int MAX_DEPTH = 8;

    private final Git git;
    private final ProjectAccess access;
    private final GitSource project;

    Submodules(Git git, ProjectAccess access, GitSource project) {
        this.git = git;
        this.access = access;
        this.project = project;
    }

    /**
     * One, as {@code .gitmodules} has it.
     *
     * @param name what its settings are called by
     * @param path where it is
     * @param url where its repository is, as it is written
     */
    record Submodule(String name, String path, String url) {}

    /** Checks out those of a checkout, and theirs. */
    void checkOut(Path folder) throws IOException {
        checkOut(project, folder, 0);
    }

    private void checkOut(GitSource above, Path folder, int depth) throws IOException {
        if (depth > MAX_DEPTH
                || !Files.isRegularFile(folder.resolve(SubmoduleEntries.FILE), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Map<String, String> configured = new TreeMap<>();
        for (Submodule each :
                SubmoduleEntries.read(above, settings(folder, "--file", SubmoduleEntries.FILE, "--list", "-z"))) {
            String entries = git.local(folder, Map.of(), "ls-files", "--stage", "-z", "--", ":(literal)" + each.path());
            // of a folder it names all that is in it, with submodules whose own URLs have not been checked
            if (entries.startsWith(MODE) && entries.endsWith("\t" + each.path() + "\0")) {
                checkOut(above, folder, each, configured, depth);
            }
        }
    }

    private List<byte[]> settings(Path folder, String... which) throws IOException {
        List<byte[]> settings = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of("config"));
        command.addAll(List.of(which));
        git.local(folder, Map.of(), List.of(), new ZeroTerminated(settings::add), command.toArray(String[]::new));
        return settings;
    }

    /**
     * Checks out a submodule.
     *
     * @param configured the URLs of those that were checked out before; receives that of this one
     */
    private void checkOut(GitSource above, Path folder, Submodule submodule, Map<String, String> configured, int depth)
            throws IOException {
        GitSource source = checked(above, submodule);
        String key = "submodule." + submodule.name() + ".url";
        git.local(folder, Map.of(), "submodule", "--quiet", "init", "--", submodule.path());
        configured.put(submodule.name(), source.address());
        if (!configured(folder).keySet().equals(configured.keySet())) {
            throw notFound(above, submodule);
        }
        git.local(folder, Map.of(), "config", key, source.address());
        if (!configured(folder).equals(configured)) {
            throw notFound(above, submodule);
        }
        try {
            git.fetch(
                    folder,
                    Map.of(),
                    RemoteAccess.ofSubmodule(git.settings(), source.address(), project.repository()),
                    List.of("submodule", "--quiet", "update", "--depth", "1", "--", submodule.path()));
        } catch (GitException e) {
            throw e.onRemote(project + ": its submodule " + submodule.path() + " at " + source.url());
        }
        git.local(folder, Map.of(), "config", key, source.url());
        configured.put(submodule.name(), source.url());
        Path below = folder.resolve(submodule.path());
        if (Files.exists(below.resolve(".git"))) {
            git.local(below, Map.of(), "remote", "set-url", "origin", source.url());
            checkOut(source, below, depth + 1);
        }
    }

    /** Returns the URLs that Git would fetch submodules from, by their names. */
    private Map<String, String> configured(Path folder) throws IOException {
        return SubmoduleEntries.urls(settings(folder, "--local", "--list", "-z"));
    }

    private static AttemptException notFound(GitSource above, Submodule submodule) {
        return AttemptException.permanent("project " + above + ": its submodule " + submodule.path()
                + " cannot be used: Git does not find it by the entry " + submodule.name() + " of "
                + SubmoduleEntries.FILE);
    }

    /**
     * Returns the repository of a submodule after a check that Git may access it. Fails with a permanent
     * {@link AttemptException}.
     */
    GitSource checked(GitSource above, Submodule submodule) {
        return checked(access, above, "its submodule " + submodule.path(), absolute(above, submodule.url()));
    }

    /** Returns the source of a URL that a repository names, after a check. */
    static GitSource checked(ProjectAccess access, GitSource above, String what, String url) {
        try {
            // a hash is a part of the URL here, which no host takes
            GitSource source = GitSource.parse(url.replace("#", "%23"));
            if (source.repository().isLocal() && !above.repository().isLocal()) {
                throw AttemptException.permanent("a repository of another host may not lead to the worker's own disk");
            }
            return access.repository(source);
        } catch (AttemptException e) {
            throw new AttemptException(
                    TaskError.of(
                            e.error().kind(),
                            "project " + above + ": " + what + " cannot be used: "
                                    + e.error().message()),
                    e);
        }
    }

    /** Returns an absolute URL. As in Git, {@code ./} and {@code ../} are relative to the repository above. */
    static String absolute(GitSource above, String url) {
        if (url.startsWith("/")) {
            return RepositoryUrl.ofFolder(Path.of(url)).text();
        }
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        String base = above.url().replaceFirst("/+$", "");
        String rest = url;
        while (rest.startsWith("./") || rest.startsWith("../")) {
            if (rest.startsWith("../")) {
                int cut = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':') + 1);
                base = base.substring(0, Math.max(cut, 0));
                rest = rest.substring("../".length());
            } else {
                rest = rest.substring("./".length());
            }
        }
        return base.endsWith(":") ? base + rest : base + "/" + rest;
    }
}
