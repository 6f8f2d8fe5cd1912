package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.testing.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the Redis container of {@code deploy/docker/compose.yml}, run with the server of this machine. */
class ComposeRedisTest {
    private static final String PASSWORD = "password-of-a-test";

    @TempDir
    private Path folder;

    private @Nullable Process redis;

    @AfterEach
    void stop() throws Exception {
        if (redis != null) {
            redis.destroy();
            redis.waitFor();
        }
    }

    /** Starts the command; a script of the test takes the place of that by which the image begins. */
    private Process start(int port) throws IOException {
        Path entry = Files.writeString(folder.resolve("docker-entrypoint.sh"), """
                #!/bin/sh
                shift
                exec redis-server --port %d --bind 127.0.0.1 --set-proc-title no --dir %s "$@"
                """.formatted(
                        port, Files.createDirectory(folder.resolve("data"))));
        assertThat(entry.toFile().setExecutable(true)).isTrue();
        JsonNode command =
                ControlManifest.documents("docker/compose.yml").get(0).at("/services/redis/command");
        List<String> words = StreamSupport.stream(command.spliterator(), false)
                .map(each -> each.asText().replace("$$", "$"))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile());
        builder.environment().put("CODEFLEET_REDIS_PASSWORD", PASSWORD);
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        return builder.start();
    }

    private static String ping(int port, String password) throws IOException {
        ProcessBuilder ping = new ProcessBuilder("redis-cli", "-p", String.valueOf(port), "ping");
        ping.environment().put("REDISCLI_AUTH", password);
        Process answered = ping.redirectErrorStream(true).start();
        return new String(answered.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theServerHasAPasswordThatIsNotAmongItsArguments() throws Exception {
        int port = FreePort.find();
        Process started = start(port);
        redis = started;

        await().until(() -> ping(port, PASSWORD).contains("PONG"));
        assertThat(ping(port, "another")).contains("NOAUTH");
        Process listed = new ProcessBuilder("ps", "-ww", "-o", "args=", "-p", String.valueOf(started.pid())).start();
        assertThat(new String(listed.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("redis-server")
                .doesNotContain(PASSWORD);
    }
}
