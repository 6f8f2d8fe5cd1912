package io.codefleet.agent.opencode.server;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Package that OpenCode installs from the npm registry into each of its configuration folders, for plugins and tools that lie
 * in that folder.
 *
 * <p>The configuration folder of a worker holds no plugin and no tool. The installation would only delay the worker: it takes
 * some seconds of a processor at the first start, more than a minute where no registry answers, and a server whose
 * configuration names a plugin answers nothing before it ends. So the folder is given what OpenCode looks for before it installs: a folder
 * of modules, and two files that name the package. A folder that has any of them is left as it is.
 */
final class PluginPackage {
    private static final String NAME = "@opencode-ai/plugin";
    private static final JsonObject DEPENDENCY = new JsonObject().put("dependencies", new JsonObject().put(NAME, "*"));

    private PluginPackage() {}

    /** Makes OpenCode take the package for installed in a configuration folder. */
    static void skipInstallation(Path configFolder) throws IOException {
        Path modules = configFolder.resolve("node_modules");
        Path manifest = configFolder.resolve("package.json");
        Path lock = configFolder.resolve("package-lock.json");
        if (Files.exists(modules) || Files.exists(manifest) || Files.exists(lock)) {
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
