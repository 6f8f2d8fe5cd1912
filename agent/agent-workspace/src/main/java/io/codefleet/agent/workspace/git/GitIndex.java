package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.CommandRun;
import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.FileWalk;
import io.codefleet.agent.workspace.local.OpenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An index of a repository of our own, that takes up what is in a folder: files of repositories within it, too, as files. No
 * setting of the worker's user is heeded, nor one of the repositories in the folder. Blocks.
 */
final class GitIndex {
    private static final List<String> NEUTRAL =
            List.of("-c", "core.excludesFile=" + Git.NO_FILE, "-c", "core.safecrlf=false");
    private static final int MAX_NESTED = 1_000;
    /** So many files of a repository within the folder are tried as its first one. */
    private static final int MAX_TRIED = 1_000;

    private final Git git;
    private final Path folder;
    private final Path index;
    private final GitLinks links;
    private final Map<String, String> variables = new TreeMap<>();

    /**
     * Creates an index of a folder.
     *
     * @param repository where the objects go
     * @param top the folder whose rules say what is ignored; the folder itself, or one above it
     * @param index the file of the index
     */
    GitIndex(Git git, Path repository, Path top, Path folder, Path index) {
        this.git = git;
        this.folder = folder;
        this.index = index;
        this.links = new GitLinks(this, folder);
        variables.putAll(Map.of(
                "GIT_DIR",
                repository.toString(),
                "GIT_WORK_TREE",
                top.toString(),
                "GIT_INDEX_FILE",
                index.toString(),
                "GIT_CONFIG_GLOBAL",
                Git.NO_FILE,
                "GIT_CONFIG_NOSYSTEM",
                "1"));
    }

    /** Returns the links to commits of other repositories. */
    GitLinks links() {
        return links;
    }

    /** Returns the folder whose content the index takes up. */
    Path folder() {
        return folder;
    }

    /** Returns the file of the index. */
    String file() {
        return index.toString();
    }

    /** Returns the output of a command on this index. */
    String run(String... command) throws IOException {
        return git.local(folder, variables, neutral(command));
    }

    /** Returns the output of a command on this index, as {@link #run(String...)} does, with more variables. */
    String run(Map<String, String> more, String... command) throws IOException {
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(more);
        return git.local(folder, all, neutral(command));
    }

    /** Passes the output of a command to a sink. */
    void run(List<byte[]> input, CommandRun.Sink out, String... command) throws IOException {
        git.local(folder, variables, input, out, neutral(command));
    }

    /** Returns the texts that a command prints, each terminated by a zero byte. */
    List<byte[]> texts(List<byte[]> input, String... command) throws IOException {
        List<byte[]> texts = new ArrayList<>();
        ZeroTerminated each = new ZeroTerminated(text -> {
            texts.add(text);
            return true;
        });
        run(input, each, command);
        return texts;
    }

    private static String[] neutral(String... command) {
        List<String> line = new ArrayList<>(NEUTRAL);
        line.addAll(List.of(command));
        return line.toArray(String[]::new);
    }

    /** Compares the folder with the index. */
    IndexScan scan() throws IOException {
        IndexScan scan = new IndexScan(folder);
        run(List.of(), new ZeroTerminated(scan::add), IndexScan.COMMAND.toArray(String[]::new));
        return scan;
    }

    /**
     * Adds the content of the folder to the index.
     *
     * @param declared repositories that stay links to a commit
     * @return what could not be taken up
     */
    List<String> stage(Set<String> declared) throws IOException {
        return stage(scan(), declared);
    }

    /**
     * Adds the content of the folder to the index.
     *
     * @param before a scan of the folder as it is now
     * @param declared repositories that stay links to a commit
     * @return what could not be taken up
     */
    List<String> stage(IndexScan before, Set<String> declared) throws IOException {
        Set<String> tried = new HashSet<>();
        IndexScan seeded = seedAll(before, declared, tried);
        List<byte[]> nested = seeded.nested();
        List<byte[]> stayLinks = nested.stream()
                .filter(each -> declared.contains(FileName.shown(each)))
                .toList();
        List<byte[]> without = new ArrayList<>(links.update(seeded.links(), stayLinks));
        without.addAll(nested);
        add(without);
        IndexScan after = scan();
        List<String> left = new ArrayList<>();
        links.populated(after.links()).forEach(link -> left.add(FileName.shown(link)));
        for (byte[] name : after.names()) {
            byte[] path = IndexScan.withoutSlash(name);
            if (!tried.contains(new String(path, StandardCharsets.ISO_8859_1))) {
                left.add(FileName.shown(path));
            }
        }
        return left.stream().distinct().sorted().toList();
    }

    /**
     * Adds a file of each repository within the folder, and within such a repository.
     *
     * @param before a scan of the folder as it is now
     * @param tried receives the repositories that a file was looked for in
     * @return the last scan, with the repositories that Git still knows no file of
     */
    private IndexScan seedAll(IndexScan before, Set<String> declared, Set<String> tried) throws IOException {
        IndexScan scan = before;
        while (isAnySeeded(scan.nested(), declared, tried)) {
            scan = scan();
        }
        return scan;
    }

    private boolean isAnySeeded(List<byte[]> all, Set<String> declared, Set<String> tried) throws IOException {
        boolean enough = tried.size() >= MAX_NESTED;
        boolean any = false;
        for (byte[] nested : all) {
            if (!enough
                    && !declared.contains(FileName.shown(nested))
                    && tried.add(new String(nested, StandardCharsets.ISO_8859_1))) {
                any |= seed(nested);
            }
        }
        return any;
    }

    /** Returns the bytes of a text whose characters each stand for one byte. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Adds the files of the folder to the index. The exit code of Git reports only that it could not add some file; a
     * later step looks for those files.
     *
     * @param without the repositories within the folder, which Git may not enter: it would run programs of their settings
     */
    private void add(List<byte[]> without) throws IOException {
        List<byte[]> what = new ArrayList<>(List.of(bytes(".")));
        without.forEach(path -> what.add(bytes(":(exclude,literal)" + new String(path, StandardCharsets.ISO_8859_1))));
        try {
            texts(what, "add", "--all", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul");
        } catch (GitException e) {
            if (e.code() < 0) {
                throw e;
            }
        }
    }

    /**
     * Adds one file of a repository within the folder to the index. Git treats such a repository as a link to a commit
     * as long as it knows no file in it; from then on it enters it as any other folder.
     *
     * @return whether there was a file
     */
    private boolean seed(byte[] nested) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (OpenFolder open = OpenFolder.openReal(FileName.resolve(folder, nested))) {
            FileWalk.walk(open, (path, in, name, attributes) -> {
                if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                    files.add(FileWalk.joined(nested, path));
                }
                return files.size() < MAX_TRIED;
            });
        } catch (IOException e) {
            // it has gone, or cannot be read, which is found after
            return false;
        }
        Set<String> ignored = new HashSet<>();
        ignored(files).forEach(name -> ignored.add(new String(name, StandardCharsets.ISO_8859_1)));
        for (byte[] file : files) {
            if (!ignored.contains(new String(file, StandardCharsets.ISO_8859_1))
                    && isUpdated(List.of(file), "--add", "--replace")) {
                return true;
            }
        }
        return false;
    }

    /** Updates paths of the index. Returns whether Git could do it with all of them. */
    boolean isUpdated(List<byte[]> paths, String... how) throws IOException {
        List<String> command = new ArrayList<>(List.of("update-index"));
        command.addAll(List.of(how));
        command.addAll(List.of("-z", "--stdin"));
        try {
            texts(paths, command.toArray(String[]::new));
            return true;
        } catch (GitException e) {
            if (e.code() < 0) {
                throw e;
            }
            return false;
        }
    }

    private List<byte[]> ignored(List<byte[]> files) throws IOException {
        try {
            return files.isEmpty() ? List.of() : texts(files, "check-ignore", "-z", "--stdin");
        } catch (GitException e) {
            if (e.code() != 1) {
                throw e;
            }
            // none of them is
            return List.of();
        }
    }

    /** Returns whether the rules above the folder ignore the folder itself. */
    boolean isIgnored() throws IOException {
        try {
            run("check-ignore", "--quiet", ".");
            return true;
        } catch (GitException e) {
            if (e.code() != 1) {
                throw e;
            }
            return false;
        }
    }

    String tree() throws IOException {
        return run("write-tree");
    }
}
