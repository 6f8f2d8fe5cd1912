package io.codefleet.launcher.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of the configuration; each must be what its key stands for. */
final class ConfigPaths {
    private ConfigPaths() {}

    static Path folder(String key, Path path) {
        if (!Files.isDirectory(path)) {
            throw ConfigException.of(key, "there is no folder " + path + "; make it, or name another");
        }
        return path;
    }

    static Path file(String key, Path path) {
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw ConfigException.of(key, "there is no readable file " + path);
        }
        return path;
    }
}
