package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.local.FileName;
import java.util.List;
import java.util.Locale;

/**
 * Servers of large files that a repository names in its own configuration. Each is checked as a project is. Git LFS reads the file
 * by lines and follows includes, so that what it could read in another way than the worker is refused.
 */
final class LargeFileServers {
    static final String FILE = ".lfsconfig";

    private final ProjectAccess access;
    private final GitSource project;

    LargeFileServers(ProjectAccess access, GitSource project) {
        this.access = access;
        this.project = project;
    }

    /**
     * Checks the servers among settings. Fails with a permanent {@link AttemptException} if one may not be used, or if it is unclear
     * what Git LFS would read.
     *
     * @param settings what {@code git config --list -z} prints of the file
     */
    void check(List<byte[]> settings) {
        for (byte[] setting : settings) {
            String text = FileName.text(setting).orElseThrow(() -> refused("a setting is not UTF-8"));
            String[] parts = text.split("\n", 2);
            String key = parts[0].toLowerCase(Locale.ROOT);
            if (key.startsWith("include.") || key.startsWith("includeif.")) {
                throw refused("it includes another file");
            }
            if (parts.length == 2) {
                check(key, parts[1]);
            }
        }
    }

    private void check(String key, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw refused("the value of " + key + " has a line end");
        }
        if (key.endsWith("url") && (RepositoryUrl.isMeant(value) || value.startsWith("/"))) {
            Submodules.checked(access, project, "the server of its large files", Submodules.absolute(project, value));
        }
    }

    private AttemptException refused(String why) {
        return AttemptException.permanent("project " + project + ": its " + FILE + " cannot be used, as " + why
                + "; Git LFS and this worker could read it in different ways");
    }
}
