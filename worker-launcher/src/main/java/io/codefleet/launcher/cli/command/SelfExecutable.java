package io.codefleet.launcher.cli.command;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;

/** Command that starts this program once more. */
final class SelfExecutable {
    private SelfExecutable() {}

    /** Returns the command that starts this program: the Java of this process with the jar. */
    static List<String> command() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(java.toString(), "-jar", jar().toString());
    }

    private static Path jar() {
        CodeSource source = SelfExecutable.class.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getPath().endsWith(".jar")) {
            throw new CommandFailure(
                    "this form of the demo needs the packed program; run java -jar codefleet.jar demo");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new CommandFailure("the program's own jar cannot be found", e);
        }
    }
}
