package io.codefleet.launcher.workspace;

import io.codefleet.AttemptException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository and what of it: {@code https://host/shop.git#branch}, as a task's project names it.
 *
 * @param url the repository
 * @param ref a branch, a tag, a commit or a full ref; absent: what the repository has as its default
 */
record GitSource(String url, Optional<String> ref) {
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://.*|[\\w.-]+@[\\w.-]+:.*");
    private static final Pattern KNOWN =
            Pattern.compile("(?:https?|ssh|git|file)://\\S+|[\\w.-]+@[\\w.-]+:[^-\\s]\\S*");
    private static final Pattern WITH_PASSWORD =
            Pattern.compile("[a-z][a-z0-9+.-]*://[^/@]*:[^/@]*@.*|https?://[^/@]*@.*");
    private static final Pattern REF = Pattern.compile("\\w[\\w./+-]*");

    /** Whether a project is a repository's URL and not a folder. */
    static boolean isUrl(String project) {
        return URL.matcher(project).matches();
    }

    /** Fails with a permanent {@link AttemptException} if it is no URL that a worker would use. */
    static GitSource parse(String project) {
        int hash = project.indexOf('#');
        String url = hash < 0 ? project : project.substring(0, hash);
        Optional<String> ref = hash < 0
                ? Optional.empty()
                : Optional.of(project.substring(hash + 1)).filter(text -> !text.isEmpty());
        if (WITH_PASSWORD.matcher(url).matches()) {
            throw AttemptException.permanent("project " + withoutCredentials(url)
                    + " carries credentials, which would be stored with the task; give them to the worker, in"
                    + " workspace.git.credentials of its configuration");
        }
        if (!KNOWN.matcher(url).matches()) {
            throw AttemptException.permanent("project " + url
                    + " is not a repository that a worker checks out; write https://, ssh://, git://, file:// or"
                    + " user@host:path");
        }
        if (ref.isPresent() && (!REF.matcher(ref.get()).matches() || ref.get().contains(".."))) {
            throw AttemptException.permanent("project " + url + ": '" + ref.get()
                    + "' is not a branch, a tag or a commit; write it behind the URL, as in " + url + "#main");
        }
        return new GitSource(url, ref);
    }

    /** The folder of a {@code file://} URL. */
    Optional<String> localFolder() {
        Matcher local = Pattern.compile("file://(?:localhost)?(/.*)").matcher(url);
        return local.matches() ? Optional.of(local.group(1)) : Optional.empty();
    }

    private static String withoutCredentials(String url) {
        return url.replaceFirst("//[^/@]*@", "//***@");
    }

    @Override
    public String toString() {
        return url + ref.map(name -> "#" + name).orElse("");
    }
}
