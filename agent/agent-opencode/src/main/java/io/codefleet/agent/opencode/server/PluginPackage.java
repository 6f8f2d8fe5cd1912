package io.codefleet.agent.opencode.server;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Package that OpenCode installs from the npm registry into each of its configuration folders, for plugins and tools that lie
 * in that folder.
 *
 * <p>The configuration folder of a worker holds no plugin and no tool, and the installation only delays the worker. It takes
 * some seconds of a processor at the first start, and more than a minute where no registry answers. A server with a plugin in
 * its configuration answers nothing before it ends. So the folder is given what OpenCode looks for before it installs: a folder
 * of modules, and two files that name the package. A folder with modules or a manifest of its own is left as it is.
 */
final class PluginPackage {
    private static final Logger log = LoggerFactory.getLogger(PluginPackage.class);
    private static final String NAME = "@opencode-ai/plugin";
    private static final JsonObject DEPENDENCY = new JsonObject().put("dependencies", new JsonObject().put(NAME, "*"));

    private PluginPackage() {}

    /** Makes OpenCode take the package for installed in a configuration folder. If that fails, OpenCode installs it. */
    static void skipInstallation(Path configFolder) {
        try {
            write(configFolder);
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("folder", configFolder)
                    .setCause(e)
                    .log("OpenCode may install its plugin package");
        }
    }

    private static void write(Path configFolder) throws IOException {
        Path modules = configFolder.resolve("node_modules");
        Path manifest = configFolder.resolve("package.json");
        Path lock = configFolder.resolve("package-lock.json");
        boolean others = Files.exists(manifest) && !Files.readString(manifest).equals(DEPENDENCY.encode());
        if (Files.exists(modules) || others) {
            return;
        }
        Files.createDirectories(configFolder);
        Files.writeString(manifest, DEPENDENCY.encode());
        JsonObject packages = new JsonObject().put("", DEPENDENCY);
        Files.writeString(
                lock,
                new JsonObject()
                        .put("lockfileVersion", 3)
                        .put("packages", packages)
                        .encode());
        // last, as it is what is looked for first
        Files.createDirectory(modules);
    }
}
