package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes of servers that somebody else has written. */
class ServerProcessRegistryTest {
    private static final String OF_ANOTHER_SERVER = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Process marked() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sleep", "300");
        builder.environment().put(ServerMark.VARIABLE, OF_ANOTHER_SERVER);
        return builder.start();
    }

    private void killOrphansOf(String mark) throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("servers")).resolve(mark + ".json"), "{}");
        new ServerProcessRegistry(folder).killOrphans(Set.of());
    }

    @Test
    void aNoteWhoseNameIsNotAMarkEndsNothing() throws Exception {
        Process other = marked();
        try {
            killOrphansOf("0123456789abcdef");

            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", OF_ANOTHER_SERVER + "0", "0123456789ABCDEF0123456789ABCDEF"})
    void aTextOfAnotherFormIsNotAMark(String text) {
        assertThat(ServerMark.parse(text)).isEmpty();
    }

    @Test
    void whatAServerHasLeftIsEnded() throws Exception {
        Process left = marked();
        try {
            killOrphansOf(OF_ANOTHER_SERVER);

            assertThat(left.waitFor()).isNotZero();
        } finally {
            left.destroyForcibly();
        }
    }
}
