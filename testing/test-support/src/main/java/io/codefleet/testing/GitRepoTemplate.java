package io.codefleet.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Content of the repository that {@link GitRepo#make} copies: to make it by Git takes six processes. */
final class GitRepoTemplate {
    private final List<Path> folders = new ArrayList<>();
    private final Map<Path, byte[]> files = new TreeMap<>();

    /** The content, read when it is first needed. */
    private static final class Loaded {
        static final GitRepoTemplate TEMPLATE = read();
    }

    private GitRepoTemplate() {}

    static void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path each : Loaded.TEMPLATE.folders) {
            Files.createDirectories(folder.resolve(each));
        }
        for (Map.Entry<Path, byte[]> each : Loaded.TEMPLATE.files.entrySet()) {
            Files.write(folder.resolve(each.getKey()), each.getValue());
        }
    }

    private static GitRepoTemplate read() {
        GitRepoTemplate template = new GitRepoTemplate();
        try {
            Path folder = Files.createTempDirectory("codefleet-git");
            GitRepo.initialize(folder);
            for (Path path : tree(folder)) {
                template.add(folder.relativize(path), path);
            }
            for (Path path :
                    tree(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
            return template;
        } catch (Exception e) {
            throw new AssertionError("no repository for tests could be made", e);
        }
    }

    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList();
        }
    }

    private void add(Path name, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            folders.add(name);
        } else {
            files.put(name, Files.readAllBytes(path));
        }
    }
}
