package io.codefleet.agent.opencode.session;

import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instructions of a project for its agents, from {@code AGENTS.md} or the like. OpenCode that reads no configuration of projects
 * does not read them either, although they are only text, so the worker adds them to the prompt.
 */
final class ProjectInstructions {
    private static final Logger log = LoggerFactory.getLogger(ProjectInstructions.class);
    private static final int MAX_BYTES = 64 << 10;
    /** As OpenCode looks for them: the first that is there counts. */
    private static final List<String> FILES = List.of("AGENTS.md", "CLAUDE.md", "CONTEXT.md");

    private ProjectInstructions() {}

    /** Reads those of a folder that the server of these settings does not read itself. */
    static Future<Optional<String>> of(Vertx vertx, OpenCodeSettings settings, Path folder) {
        return settings.environment().projectConfig() || settings.url().isPresent()
                ? Future.succeededFuture(Optional.empty())
                : vertx.executeBlocking(() -> read(folder), false);
    }

    /** Returns the instructions of a folder, cut after 64 KB. Does not follow a link. Blocks. */
    private static Optional<String> read(Path folder) {
        return FILES.stream()
                .map(folder::resolve)
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .flatMap(ProjectInstructions::readFile);
    }

    private static Optional<String> readFile(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of("Instructions from: " + file + "\n" + text);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("why", e.getMessage())
                    .log("cannot be read");
            return Optional.empty();
        }
    }
}
