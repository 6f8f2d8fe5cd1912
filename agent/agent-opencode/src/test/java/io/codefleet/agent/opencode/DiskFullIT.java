package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.agent.Agent;
import io.codefleet.model.scripted.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small disk that is filled up. Only root can mount one. */
class DiskFullIT {
    @TempDir
    private Path folder;

    @TempDir
    private Path project;

    private static boolean runs(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void fill(Path file) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // no space left on device
        }
    }

    @Test
    void aFullDiskIsNamedAndWithRoomTheWorkGoesOn() throws Exception {
        assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", folder.toString()), "needs to be root");
        RealOpenCode openCode = new RealOpenCode(folder, Script.always().say("Hello."));
        Agent agent = openCode.start();
        try {
            get(begin(agent, project, "Hello").turn().answer());
            fill(folder.resolve("filling"));

            TaskError error = error(begin(agent, project, "Hello").turn());

            assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(error.details()).containsEntry("reason", "disk_full");
            assertThat(error.message())
                    .contains("no space is left")
                    .contains(openCode.stateDir().toString());
            Files.delete(folder.resolve("filling"));
            assertThat(get(begin(agent, project, "Hello").turn().answer()).text())
                    .isEqualTo("Hello.");
        } finally {
            get(agent.close());
            openCode.close();
            runs("umount", "--lazy", folder.toString());
        }
    }
}
