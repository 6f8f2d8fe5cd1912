package io.codefleet.agent.opencode.server;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of OpenCode that suit a worker better than OpenCode's own defaults. They are the file that OpenCode reads first, so
 * that the operator's file overrides each of them.
 *
 * <p>Snapshots are off. OpenCode makes one before and after each step of an agent, by Git in a repository of its own, so that a
 * person can undo the step. A worker takes the patch of a task from the task's checkout. In one of 20 000 files snapshots cost
 * two seconds at the first step and a quarter of a second at each further one, and they stay on the disk.
 */
final class ConfigDefaults {
    private static final Logger log = LoggerFactory.getLogger(ConfigDefaults.class);
    private static final JsonObject DEFAULTS = new JsonObject().put("snapshot", false);

    private ConfigDefaults() {}

    /** Writes the defaults into a configuration folder that has none. If that fails, OpenCode has its own. */
    static void write(Path configFolder) {
        Path file = configFolder.resolve("config.json");
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(configFolder);
            Files.writeString(file, DEFAULTS.encodePrettily());
        } catch (IOException e) {
            log.atDebug().addKeyValue("folder", configFolder).setCause(e).log("OpenCode has its own defaults");
        }
    }
}
