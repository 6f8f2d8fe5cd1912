package io.codefleet.agent.workspace.git;

/**
 * A login for all repositories whose URL begins with this one.
 *
 * @param url the beginning of their URLs
 * @param username who logs in
 * @param password with what
 * @param submodules whether it is also for submodules of projects that are not below the URL
 */
public record GitCredential(RepositoryUrl url, String username, String password, boolean submodules) {
    /** Creates a credential for projects below a URL and their submodules. */
    public GitCredential(String url, String username, String password) {
        this(RepositoryUrl.parse(url), username, password, false);
    }

    /** Returns all values but the password. */
    @Override
    public String toString() {
        return "GitCredential[url=" + url + ", username=" + username + ", submodules=" + submodules + "]";
    }
}
