package io.codefleet.agent.workspace.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Access of Git to one repository: the allowed protocols and the logins. A login is bound to the whole beginning of the
 * URLs that it was given for, so that nothing else on the same host gets it.
 *
 * @param url what Git is given
 * @param logins those that may be offered, the first that fits first
 * @param ownHelpers whether the worker's user's own configuration of Git may log in
 * @param redirects whether a host may send the worker on to another
 */
record RemoteAccess(RepositoryUrl url, List<GitCredential> logins, boolean ownHelpers, boolean redirects) {
    RemoteAccess {
        logins = List.copyOf(logins);
    }

    /** Returns the access to the repository of a project. */
    static RemoteAccess ofProject(GitSettings settings, String url) {
        return new RemoteAccess(
                RepositoryUrl.parse(url),
                settings.credentials(),
                true,
                settings.allow().isEmpty());
    }

    /**
     * Returns the access to a submodule of a project. The author of the project chose the submodule, so it gets only
     * the logins of the project itself, and those that are meant for submodules.
     */
    static RemoteAccess ofSubmodule(GitSettings settings, String url, RepositoryUrl project) {
        RepositoryUrl submodule = RepositoryUrl.parse(url);
        List<GitCredential> logins = settings.credentials().stream()
                .filter(login -> login.submodules() || project.isBelow(login.url()))
                .toList();
        boolean sameHost = submodule.host().equals(project.host());
        return new RemoteAccess(submodule, logins, sameHost, settings.allow().isEmpty());
    }

    /** Returns the settings as arguments before a Git command; they apply to its submodules, too. */
    List<String> settings() {
        List<String> settings = new ArrayList<>(List.of("-c", "credential.useHttpPath=true"));
        if (!ownHelpers) {
            settings.addAll(List.of("-c", "credential.helper="));
        }
        if (!redirects) {
            settings.addAll(List.of("-c", "http.followRedirects=false"));
        }
        // each begins with an empty one, which forgets those before it: so the last that fits counts
        for (int number = logins.size() - 1; number >= 0; number--) {
            String key = "credential." + logins.get(number).url() + ".helper=";
            settings.addAll(List.of("-c", key, "-c", key + helper(number)));
        }
        return settings;
    }

    /**
     * Returns the values that accompany the settings, as variables, because other users of the machine cannot see
     * these.
     */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GIT_ALLOW_PROTOCOL", url.isLocal() ? "file" : "http:https:ssh:git");
        for (int number = 0; number < logins.size(); number++) {
            variables.put("CODEFLEET_GIT_USERNAME_" + number, logins.get(number).username());
            variables.put("CODEFLEET_GIT_PASSWORD_" + number, logins.get(number).password());
        }
        return variables;
    }

    private static String helper(int number) {
        return "!f() { echo \"username=$CODEFLEET_GIT_USERNAME_" + number
                + "\"; echo \"password=$CODEFLEET_GIT_PASSWORD_" + number + "\"; }; f";
    }
}
