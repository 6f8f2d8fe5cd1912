package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.FileName;
import java.util.List;
import java.util.Locale;

/** Servers of large files that a repository names in its own configuration. Each is checked as a project is. */
final class LargeFileServers {
    static final String FILE = ".lfsconfig";

    private final ProjectAccess access;
    private final GitSource project;

    LargeFileServers(ProjectAccess access, GitSource project) {
        this.access = access;
        this.project = project;
    }

    /**
     * Checks the servers among settings. Fails with a permanent {@link io.codefleet.AttemptException} if one may not be
     * used.
     *
     * @param settings what {@code git config --list -z} prints of the file
     */
    void check(List<byte[]> settings) {
        for (byte[] setting : settings) {
            String[] parts = FileName.shown(setting).split("\n", 2);
            if (parts.length == 2
                    && parts[0].toLowerCase(Locale.ROOT).endsWith("url")
                    && (RepositoryUrl.isMeant(parts[1]) || parts[1].startsWith("/"))) {
                String url = Submodules.absolute(project, parts[1]);
                Submodules.checked(access, project, "the server of its large files", url);
            }
        }
    }
}
