package io.codefleet.agent.workspace.local;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the one artifact of a folder, and what is said to have changed when it has gone; in a process of its own. */
final class ArtifactMain {
    private ArtifactMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        FolderChanges before = FolderChanges.look(folder);
        Artifact artifact =
                ArtifactFiles.read(folder, ArtifactSelection.of("**/*.txt")).get(0);
        try (var all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                Files.delete(each);
            }
        }
        String said = artifact.path() + " " + artifact.form() + " " + artifact.content() + "; changed "
                + String.join(" ", before.changes().files());
        StringBuilder escaped = new StringBuilder();
        said.chars().forEach(c -> escaped.append(c < 0x80 ? String.valueOf((char) c) : String.format("\\u%04X", c)));
        System.out.write((escaped + "\n").getBytes(StandardCharsets.US_ASCII));
        System.out.flush();
    }
}
