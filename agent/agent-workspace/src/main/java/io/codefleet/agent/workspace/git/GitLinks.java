package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.OpenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Links of an index to commits of other repositories, as of submodules. For such a link {@code git add} runs {@code git status}
 * in the repository, which obeys the settings that an agent left there. So links are updated here, by a command that reads no more
 * than the HEAD of the repository. Blocks.
 */
final class GitLinks {
    private final GitIndex index;
    private final Path folder;

    /**
     * Creates the links of an index.
     *
     * @param folder the folder of the index
     */
    GitLinks(GitIndex index, Path folder) {
        this.index = index;
        this.folder = folder;
    }

    /** Returns the paths of the links. */
    private List<byte[]> paths() throws IOException {
        List<byte[]> links = new ArrayList<>();
        ZeroTerminated each = new ZeroTerminated(line -> {
            if (line[0] == '1' && line[1] == '6' && line[2] == '0') {
                int tab = new String(line, StandardCharsets.ISO_8859_1).indexOf('\t');
                links.add(Arrays.copyOfRange(line, tab + 1, line.length));
            }
            return true;
        });
        index.run(List.of(), each, "ls-files", "--stage", "-z");
        return links;
    }

    /**
     * Updates the links to the commits of their repositories now, or to a file that is in the place of one.
     *
     * @param present the paths of the links
     * @param more repositories to link to
     * @return the paths of all links, which no other command may be given
     */
    List<byte[]> update(List<byte[]> present, List<byte[]> more) throws IOException {
        List<byte[]> links = new ArrayList<>();
        List<byte[]> gone = new ArrayList<>();
        for (byte[] path : present) {
            (isBehindSymbolicLink(path) ? gone : links).add(path);
        }
        if (!gone.isEmpty()) {
            index.texts(gone, "update-index", "--force-remove", "-z", "--stdin");
        }
        links.addAll(more);
        String[] how = {"--add", "--remove", "--replace"};
        if (!links.isEmpty() && !index.isUpdated(links, how)) {
            // it ends at the first one that it cannot update
            for (byte[] link : links) {
                index.isUpdated(List.of(link), how);
            }
        }
        return links;
    }

    /** Returns whether a symbolic link took the place of a folder on the way to a path. Git fails on such paths. */
    private boolean isBehindSymbolicLink(byte[] path) {
        for (Path at = FileName.resolve(folder, path).getParent();
                at != null && !at.equals(folder);
                at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    /** Returns those of the links whose folder has content, which may have changed. */
    List<byte[]> populated(List<byte[]> present) {
        return present.stream().filter(this::isPopulated).toList();
    }

    private boolean isPopulated(byte[] link) {
        boolean[] any = new boolean[1];
        try (OpenFolder open = OpenFolder.openReal(FileName.resolve(folder, link))) {
            open.list(name -> any[0] = true);
        } catch (IOException e) {
            return false;
        }
        return any[0];
    }

    /** Replaces links by their files, where these exist in the folder. */
    boolean expand() throws IOException {
        List<byte[]> populated = populated(paths());
        if (populated.isEmpty()) {
            return false;
        }
        index.texts(populated, "update-index", "--force-remove", "-z", "--stdin");
        return true;
    }
}
