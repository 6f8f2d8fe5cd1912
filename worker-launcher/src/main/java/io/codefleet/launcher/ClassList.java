package io.codefleet.launcher;

import io.codefleet.launcher.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The list of this run's classes that Java writes because the start script asked for it, to make an archive of them. */
record ClassList(Path file) {
    private static final String PROPERTY = "codefleet.class_list";

    static Optional<ClassList> ofThisRun() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(ClassList::new);
    }

    /** Marks the list as worth keeping, unless the command failed early and used few classes. */
    void ends(int exitCode) {
        if (exitCode == ExitCode.CANNOT) {
            return;
        }
        try {
            Files.createFile(file.resolveSibling(file.getFileName() + ".ok"));
        } catch (IOException notKept) {
            // later starts take as long as this one
        }
    }
}
