package io.codefleet.faults.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderTermsTest {
    @TempDir
    Path folder;

    private void log(String slot, String line) throws IOException {
        Path file = folder.resolve(slot + ".log");
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String led(String namespace, int term) {
        return "10:00:00.000 INFO  Leader this process leads namespace " + namespace
                + " of nats://127.0.0.1:9 from term " + term + " on";
    }

    @Test
    void eachTermHasTheLifeOfItsProcess() throws IOException {
        LeaderTerm.mark(folder.resolve("a-w1.log"), "a-w1.1");
        log("a-w1", led("a", 1));
        LeaderTerm.mark(folder.resolve("a-w1.log"), "a-w1.2");
        log("a-w1", "something else");
        log("a-w1", led("a", 12));
        LeaderTerm.mark(folder.resolve("b-c1.log"), "b-c1.1");
        log("b-c1", led("b", 3));
        log("gateway-2", led("a", 5));
        assertThat(LeaderTerm.readAll(folder, "a"))
                .containsExactly(
                        new LeaderTerm("a-w1.1", "a", 1),
                        new LeaderTerm("gateway-2", "a", 5),
                        new LeaderTerm("a-w1.2", "a", 12));
    }
}
