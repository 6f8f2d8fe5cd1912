package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Comparison of a folder with its index by one run of Git: the changes that are not in the index, of a great many the first, and
 * the links of the index to commits of other repositories.
 */
final class IndexScan {
    /** The command whose output {@link #add} reads. */
    static final List<String> COMMAND =
            List.of("ls-files", "-z", "-t", "--stage", "--others", "--modified", "--deleted", "--exclude-standard");

    private static final int MAX_NAMES = 200_000;
    private static final Set<Character> CHANGED = Set.of('C', 'R');
    private static final char OTHER = '?';
    private static final String LINK = "160000 ";
    /** A tag and a space come before each entry. */
    private static final int TAG = 2;

    private final Path folder;
    private final List<byte[]> names = new ArrayList<>();
    private final List<byte[]> links = new ArrayList<>();
    private int number;
    private long bytes;

    /**
     * Creates a scan without an entry.
     *
     * @param folder the folder of the index
     */
    IndexScan(Path folder) {
        this.folder = folder;
    }

    /** Adds an entry that Git printed. Returns true, as all entries are wanted. */
    boolean add(byte[] entry) {
        char tag = (char) entry[0];
        if (tag == OTHER) {
            addChange(Arrays.copyOfRange(entry, TAG, entry.length));
        } else if (CHANGED.contains(tag)) {
            addChange(path(entry));
        } else if (isLink(entry)) {
            links.add(path(entry));
        }
        return true;
    }

    private static boolean isLink(byte[] entry) {
        return new String(entry, TAG, Math.min(LINK.length(), entry.length - TAG), StandardCharsets.ISO_8859_1)
                .equals(LINK);
    }

    /** Returns the path of a file of the index, behind its mode, object and stage. */
    private static byte[] path(byte[] entry) {
        int tab = 0;
        while (entry[tab] != '\t') {
            tab++;
        }
        return Arrays.copyOfRange(entry, tab + 1, entry.length);
    }

    private void addChange(byte[] name) {
        number++;
        if (names.size() < MAX_NAMES) {
            names.add(name);
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    FileName.resolve(folder, name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
        } catch (IOException e) {
            // it is deleted
        }
    }

    /** Returns the changed files. */
    List<byte[]> names() {
        return names;
    }

    /** Returns the paths of the links to commits of other repositories. */
    List<byte[]> links() {
        return links;
    }

    /** Returns the number of changed files. */
    int number() {
        return number;
    }

    /** Returns the total size of the changed files in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the nested repositories, of which Git knows no file. */
    List<byte[]> nested() {
        return names.stream()
                .filter(name -> name[name.length - 1] == '/')
                .map(IndexScan::withoutSlash)
                .toList();
    }

    static byte[] withoutSlash(byte[] name) {
        int length = name.length;
        return length > 0 && name[length - 1] == '/' ? Arrays.copyOf(name, length - 1) : name;
    }
}
