package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.local.FileName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entries of a file {@code .gitmodules}. Git looks up the entry of a path by itself, so what it could understand in another way
 * than the worker does is refused: a name or path that is not UTF-8, and a path or a setting that is there twice.
 */
final class SubmoduleEntries {
    static final String FILE = ".gitmodules";
    private static final Pattern KEY = Pattern.compile("submodule\\.(.+)\\.(path|url)", Pattern.DOTALL);

    private final String project;
    private final Map<String, String> paths = new TreeMap<>();
    private final Map<String, String> urls = new HashMap<>();
    /** The names by their paths. */
    private final Map<String, String> names = new HashMap<>();

    private SubmoduleEntries(GitSource project) {
        this.project = project.toString();
    }

    /**
     * Returns the submodules that have a path and a URL. Fails with a permanent {@link AttemptException} if an entry is not
     * clear.
     *
     * @param project the repository that has the file
     * @param settings what {@code git config --list -z} prints of the file
     */
    static List<Submodules.Submodule> read(GitSource project, List<byte[]> settings) {
        SubmoduleEntries entries = new SubmoduleEntries(project);
        settings.forEach(entries::add);
        List<Submodules.Submodule> found = new ArrayList<>();
        entries.paths.forEach((name, path) -> {
            String url = entries.urls.get(name);
            if (url != null) {
                found.add(new Submodules.Submodule(name, path, url));
            }
        });
        return found;
    }

    /** Returns the URLs of submodules among the settings of a repository, by the names of the submodules. */
    static Map<String, String> urls(List<byte[]> settings) {
        Map<String, String> urls = new TreeMap<>();
        for (byte[] setting : settings) {
            Matcher key = KEY.matcher(FileName.shown(key(setting)));
            if (key.matches() && key.group(2).equals("url")) {
                urls.put(key.group(1), FileName.shown(value(setting).orElse(new byte[0])));
            }
        }
        return urls;
    }

    private void add(byte[] setting) {
        String shown = FileName.shown(key(setting));
        // one that is not UTF-8 is shown in quotes
        Matcher key = KEY.matcher(shown.replaceFirst("^\"(.*)\"$", "$1"));
        if (!key.matches()) {
            return;
        }
        String name = FileName.text(key(setting))
                .map(text -> key.group(1))
                .orElseThrow(() -> refused("the name " + shown + " is not UTF-8"));
        byte[] value =
                value(setting).orElseThrow(() -> refused("the " + key.group(2) + " of " + name + " has no value"));
        String text = FileName.text(value)
                .orElseThrow(() ->
                        refused("the " + key.group(2) + " of " + name + " is not UTF-8: " + FileName.shown(value)));
        boolean isPath = key.group(2).equals("path");
        if ((isPath ? paths : urls).put(name, text) != null) {
            throw refused("the " + key.group(2) + " of " + name + " is set twice");
        }
        String other = isPath ? names.put(text, name) : null;
        if (other != null) {
            throw refused("the path " + text + " has two entries, " + other + " and " + name);
        }
    }

    private AttemptException refused(String why) {
        return AttemptException.permanent(
                "project " + project + ": its " + FILE + " is not clear: " + why + "; nothing was fetched by it");
    }

    private static byte[] key(byte[] setting) {
        return Arrays.copyOf(setting, end(setting));
    }

    /** Returns the value of a setting; empty if it has none. */
    private static Optional<byte[]> value(byte[] setting) {
        int end = end(setting);
        return end == setting.length
                ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(setting, end + 1, setting.length));
    }

    /** Returns where the key of a setting ends. */
    private static int end(byte[] setting) {
        int end = 0;
        while (end < setting.length && setting[end] != '\n') {
            end++;
        }
        return end;
    }
}
