package io.codefleet.launcher.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths of the configuration; each must be what its key stands for. */
final class ConfigPaths {
    private ConfigPaths() {}

    static Path folder(String key, String text) {
        Path path = path(key, text);
        if (!Files.isDirectory(path)) {
            throw new ConfigException(key + ": there is no folder " + path + "; make it, or name another");
        }
        return path;
    }

    static Path file(String key, String text) {
        Path path = path(key, text);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new ConfigException(key + ": there is no readable file " + path);
        }
        return path;
    }

    static Path path(String key, String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new ConfigException(key + ": '" + text + "' is not a path", e);
        }
    }
}
