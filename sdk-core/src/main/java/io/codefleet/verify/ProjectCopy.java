package io.codefleet.verify;

import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A copy of a project, for as long as it is used. */
final class ProjectCopy {
    private static final Logger log = LoggerFactory.getLogger(ProjectCopy.class);
    private static final Pattern GIT_URL = Pattern.compile("(?:https?|ssh|git)://.*|[\\w.][\\w.-]*@[\\w.][\\w.-]*:.*");

    private final Vertx vertx;
    private final VerificationCommands commands;
    private final VerifyOptions options;

    ProjectCopy(Vertx vertx, VerificationCommands commands, VerifyOptions options) {
        this.vertx = vertx;
        this.commands = commands;
        this.options = options;
    }

    /** Copies a project, has it used, and removes the copy whatever came of it. */
    <T> Future<T> with(String project, Function<Path, Future<T>> use) {
        return commands.blocking(this::newFolder)
                .compose(home ->
                        copy(project, home.resolve("project")).compose(use).eventually(() -> remove(home)));
    }

    private Path newFolder() throws IOException {
        Files.createDirectories(options.scratch());
        Path home = Files.createTempDirectory(options.scratch(), "verify-");
        Files.createDirectory(home.resolve("project"));
        return home;
    }

    private Future<Path> copy(String project, Path folder) {
        if (GIT_URL.matcher(project).matches()) {
            return clone(project, folder);
        }
        return commands.blocking(() -> source(project))
                .compose(source -> commands.blocking(() -> Files.exists(source.resolve(".git")))
                        .compose(isRepository ->
                                isRepository ? clone(source.toString(), folder) : copyFiles(source, folder)));
    }

    private Future<Path> clone(String from, Path folder) {
        return commands.git(folder, "clone", "--quiet", "--", from, ".")
                .compose(cloned -> cloned.exitCode() == 0
                        ? Future.succeededFuture(folder)
                        : Future.failedFuture(AttemptException.transientFault(
                                "the project could not be cloned; git ended with exit code " + cloned.exitCode() + ": "
                                        + withoutCredentials(cloned.output().strip()))));
    }

    private static String withoutCredentials(String text) {
        return text.replaceAll("//[^/@\\s]*@", "//***@");
    }

    /**
     * Copies the files into a repository of its own, so that git takes the paths of a patch from there, wherever the scratch
     * folder lies.
     */
    private Future<Path> copyFiles(Path source, Path folder) {
        return commands.blocking(() -> copyTree(source, folder))
                .compose(copied -> commands.git(folder, "init", "--quiet"))
                .map(folder);
    }

    private Path source(String project) throws IOException {
        Path path;
        try {
            path = options.root().orElse(Path.of("")).resolve(project);
        } catch (InvalidPathException e) {
            throw AttemptException.permanent("project is not a path: " + e.getReason());
        }
        if (!path.isAbsolute() || !Files.isDirectory(path)) {
            throw AttemptException.permanent(
                    "project " + project + " is not on this worker: there is no folder " + path);
        }
        Path real = path.toRealPath();
        if (options.root().isPresent() && !real.startsWith(options.root().get().toRealPath())) {
            throw AttemptException.permanent("project " + project + " lies outside this worker's root");
        }
        return real;
    }

    private static Path copyTree(Path source, Path target) throws IOException {
        return Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        target.resolve(source.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Future<@Nullable Void> remove(Path home) {
        return vertx.<@Nullable Void>executeBlocking(
                        () -> {
                            try (Stream<Path> tree = Files.walk(home)) {
                                for (Path each :
                                        tree.sorted(Comparator.reverseOrder()).toList()) {
                                    Files.delete(each);
                                }
                            }
                            return null;
                        },
                        false)
                .otherwise(e -> {
                    log.atWarn().addKeyValue("folder", home).setCause(e).log("could not remove a copy of a project");
                    return null;
                });
    }
}
