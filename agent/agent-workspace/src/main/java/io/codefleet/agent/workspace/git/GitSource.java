package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A repository and what of it: {@code https://host/shop.git#branch}, as a task's project names it. All after the first {@code #}
 * is the name of the ref.
 *
 * @param repository the repository
 * @param ref a branch, a tag, a commit or a full ref; absent: what the repository has as its default
 * @param address what Git is given for the repository: of one on this machine the folder that was checked
 */
public record GitSource(RepositoryUrl repository, Optional<String> ref, String address) {
    /** Returns whether a project is the URL of a repository and not a folder. */
    public static boolean isUrl(String project) {
        return RepositoryUrl.isMeant(project);
    }

    /** Fails with a permanent {@link AttemptException} if it is not a URL that a worker would use. */
    public static GitSource parse(String project) {
        int hash = project.indexOf('#');
        String url = hash < 0 ? project : project.substring(0, hash);
        Optional<String> ref = hash < 0
                ? Optional.empty()
                : Optional.of(project.substring(hash + 1)).filter(text -> !text.isEmpty() && !text.equals("HEAD"));
        if (RepositoryUrl.hasLogin(url)) {
            throw AttemptException.permanent("project " + RepositoryUrl.withoutLogin(url)
                    + " carries credentials, which would be stored with the task; give them to the worker, in"
                    + " workspace.git.credentials of its configuration");
        }
        RepositoryUrl repository = repository(url);
        if (ref.isPresent() && !RefName.isAllowed(ref.get())) {
            throw AttemptException.permanent("project " + repository + ": '" + ref.get()
                    + "' is not a branch, a tag or a commit; write it behind the URL, as in " + repository + "#main");
        }
        return new GitSource(repository, ref, repository.text());
    }

    private static RepositoryUrl repository(String url) {
        try {
            return RepositoryUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new AttemptException(
                    AttemptException.permanent("project " + RepositoryUrl.withoutLogin(url) + " " + e.getMessage())
                            .error(),
                    e);
        }
    }

    /** Returns the URL of the repository, without a login. */
    public String url() {
        return repository.text();
    }

    /** Returns the folder of a {@code file://} URL. */
    Optional<Path> localFolder() {
        try {
            return repository.isLocal() ? Optional.of(Path.of(repository.path())) : Optional.empty();
        } catch (InvalidPathException e) {
            throw new AttemptException(
                    AttemptException.permanent("project " + url() + " is not a path: " + e.getReason())
                            .error(),
                    e);
        }
    }

    /** Returns the same source at a folder of this machine, which was checked. */
    GitSource at(Path folder) {
        // as a URL, so that Git copies nothing by hard links, which an agent could write through
        return new GitSource(repository, ref, RepositoryUrl.ofFolder(folder).text());
    }

    @Override
    public String toString() {
        return url() + ref.map(name -> "#" + name).orElse("");
    }
}
