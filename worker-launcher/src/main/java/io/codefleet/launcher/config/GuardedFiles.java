package io.codefleet.launcher.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files and folders that no task may have as its project: folders of the worker's configuration, files with secrets. */
final class GuardedFiles {
    /** Parameters of a broker's URI that name a file with a secret: those of all brokers. */
    private static final Pattern SECRET_FILE =
            Pattern.compile("(?:passwordFile|sentinelPasswordFile|keyFile|key|creds)=(.+)");

    private GuardedFiles() {}

    /**
     * Returns the files and folders that no project may contain or lie in.
     *
     * @param configuration the folders of the files that the configuration was read from
     */
    static List<Path> of(WorkerFile file, Set<Path> configuration) {
        List<Path> guarded = new ArrayList<>();
        for (Path folder : configuration) {
            guarded.addAll(ofConfiguration(folder, file.worker().workspaceRoot()));
        }
        Optional.ofNullable(file.broker().payloadKeyFile()).ifPresent(guarded::add);
        Optional.ofNullable(file.control().tls().key()).ifPresent(guarded::add);
        Optional.ofNullable(file.control().jwt().secretFile()).ifPresent(guarded::add);
        Optional.ofNullable(file.opencode().config()).ifPresent(guarded::add);
        guarded.addAll(ofBroker(file.broker().uri()));
        guarded.addAll(ofBroker(file.redis() == null ? null : file.redis().uri()));
        return guarded.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }

    /**
     * Returns the guarded paths of a folder of the configuration: the folder itself, or only its files if the projects
     * are in it. Its other folders do not belong to the configuration then.
     */
    private static List<Path> ofConfiguration(Path folder, @Nullable Path root) {
        if (root == null || !root.startsWith(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new ConfigException(
                    "the folder of the configuration " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the files with secrets that a broker's URI names, and the folder of a broker in a folder. */
    private static List<Path> ofBroker(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        try {
            URI uri = URI.create(text.trim());
            Stream<Path> files = Arrays.stream(
                            Optional.ofNullable(uri.getQuery()).orElse("").split("&", -1))
                    .map(SECRET_FILE::matcher)
                    .filter(Matcher::matches)
                    .map(parameter -> Path.of(parameter.group(1)));
            boolean isFolder = "file".equalsIgnoreCase(uri.getScheme()) && uri.getPath() != null;
            return Stream.concat(files, isFolder ? Stream.of(Path.of(uri.getPath())) : Stream.empty())
                    .toList();
        } catch (IllegalArgumentException e) {
            // the connection says what is wrong with the URI
            return List.of();
        }
    }
}
