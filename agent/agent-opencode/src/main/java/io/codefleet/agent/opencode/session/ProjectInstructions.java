package io.codefleet.agent.opencode.session;

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
 * does not read them either, although they are only text, so the worker adds them to the prompt. Blocks.
 */
final class ProjectInstructions {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectInstructions.class);
    private static final int MAX_BYTES = 64 << 10;
    /** As OpenCode looks for them: the first that is there counts. */
    private static final List<String> FILES = List.of("AGENTS.md", "CLAUDE.md", "CONTEXT.md");

    private ProjectInstructions() {}

    /** Those of a folder, cut after 64 KB. A link is not followed. */
    static Optional<String> of(Path folder) {
        return FILES.stream()
                .map(folder::resolve)
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .flatMap(ProjectInstructions::read);
    }

    private static Optional<String> read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of("Instructions from: " + file + "\n" + text);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("why", e.getMessage())
                    .log("cannot be read");
            return Optional.empty();
        }
    }
}
