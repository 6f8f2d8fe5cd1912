package io.codefleet.agent.opencode;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSandboxTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        FutureResults.get(vertx.close().map(true));
    }

    @Test
    void aServerThatRunsAlreadyIsNotTakenForOneInASandbox() {
        SandboxSettings sandbox =
                new SandboxSettings(SandboxSettings.Kind.BUBBLEWRAP, List.of(), List.of(), List.of(), Optional.empty());
        OpenCodeSettings settings = OpenCodeSettings.of("opencode", folder)
                .server(ServerSettings.DEFAULT.sandbox(sandbox))
                .url(URI.create("http://127.0.0.1:9"));

        assertThatThrownBy(() -> FutureResults.get(OpenCodeAgent.start(vertx, settings)))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageStartingWith("sandbox: ");
    }
}
