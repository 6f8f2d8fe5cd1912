package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.CommandRun;
import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.FileWalk;
import io.codefleet.agent.workspace.local.OpenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Returns the files of the folder that the index does not contain, or contains with other content. */
    Unstaged unstaged() throws IOException {
        Unstaged unstaged = new Unstaged(folder);
        run(
                List.of(),
                new ZeroTerminated(unstaged::add),
                "ls-files",
                "-z",
                "--others",
                "--modified",
                "--deleted",
                "--exclude-standard");
        return unstaged;
    }

    /**
     * Adds the content of the folder to the index.
     *
     * @param declared repositories that stay links to a commit
     * @return what could not be taken up
     */
    List<String> stage(Set<String> declared) throws IOException {
        Set<String> tried = new HashSet<>();
        List<byte[]> nested = seedAll(declared, tried);
        List<byte[]> stayLinks = nested.stream()
                .filter(each -> declared.contains(FileName.shown(each)))
                .toList();
        List<byte[]> without = new ArrayList<>(links.update(stayLinks));
        without.addAll(nested);
        add(without);
        List<String> left = new ArrayList<>();
        links.populated().forEach(link -> left.add(FileName.shown(link)));
        for (byte[] name : unstaged().names()) {
            if (!tried.contains(new String(withoutSlash(name), StandardCharsets.ISO_8859_1))) {
                left.add(FileName.shown(withoutSlash(name)));
            }
        }
        return left.stream().distinct().sorted().toList();
    }

    /**
     * Adds a file of each repository within the folder, and within such a repository.
     *
     * @param tried receives the repositories that a file was looked for in
     * @return the repositories that Git still knows no file of
     */
    private List<byte[]> seedAll(Set<String> declared, Set<String> tried) throws IOException {
        while (true) {
            List<byte[]> all = unstaged().nested();
            boolean enough = tried.size() >= MAX_NESTED;
            boolean more = false;
            for (byte[] nested : all) {
                if (!enough
                        && !declared.contains(FileName.shown(nested))
                        && tried.add(new String(nested, StandardCharsets.ISO_8859_1))) {
                    more |= seed(nested);
                }
            }
            if (!more) {
                return all;
            }
        }
    }

    /** Returns the bytes of a text whose characters each stand for one byte. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] withoutSlash(byte[] name) {
        int length = name.length;
        return length > 0 && name[length - 1] == '/' ? Arrays.copyOf(name, length - 1) : name;
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

    /** Changes in the folder that are not in the index; of a great many the first. */
    static final class Unstaged {
        private static final int MAX_NAMES = 200_000;

        private final Path folder;
        private final List<byte[]> names = new ArrayList<>();
        private int number;
        private long bytes;

        private Unstaged(Path folder) {
            this.folder = folder;
        }

        private boolean add(byte[] name) {
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
            return true;
        }

        List<byte[]> names() {
            return names;
        }

        /** Returns the number of files. */
        int number() {
            return number;
        }

        /** Returns the total size of the files in bytes. */
        long bytes() {
            return bytes;
        }

        /** Returns the nested repositories, of which Git knows no file. */
        List<byte[]> nested() {
            return names.stream()
                    .filter(name -> name[name.length - 1] == '/')
                    .map(GitIndex::withoutSlash)
                    .toList();
        }
    }
}
