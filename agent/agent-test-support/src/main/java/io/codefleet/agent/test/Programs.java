package io.codefleet.agent.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Lookup of the programs on this machine. */
public final class Programs {
    private Programs() {}

    /** Returns whether a program is on the search path. */
    public static boolean isOnPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(name)));
    }
}
