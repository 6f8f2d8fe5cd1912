package io.codefleet.agent.opencode.server;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.18.33", "1.18.34", "2.0.0", "1.19.0-beta.1", "0.0.0-dev-202611", "local", ""})
    void aVersionThatMayWorkIsTaken(String version) {
        assertThatCode(() -> ServerVersion.check(version, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.15.3", "v0.9.0", "0.1.0"})
    void aVersionOfAnotherInterfaceIsRefusedWithOneThatWorks(String version) {
        assertThatThrownBy(() -> ServerVersion.check(version, false))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("OpenCode " + version + " is too old")
                .hasMessageContaining("tested: 1.18.33")
                .hasMessageContaining("npm install -g opencode-ai@1.18.33");
    }

    @Test
    void strictModeRefusesUntestedVersions() {
        assertThatThrownBy(() -> ServerVersion.check("1.18.34", true))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("1.18.34 was never tested")
                .hasMessageContaining("opencode.server.strict_version");
        assertThatCode(() -> ServerVersion.check("1.18.33", true)).doesNotThrowAnyException();
    }

    @Test
    void aServerThatIsTooOldIsNotUsed() {
        Vertx vertx = Vertx.vertx();
        HttpServer old = get(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("{\"healthy\":true,\"version\":\"0.15.3\"}"))
                .listen(0, "127.0.0.1"));
        OpenCodeSettings settings = new OpenCodeSettings(
                "none",
                Optional.of(URI.create("http://127.0.0.1:" + old.actualPort())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Path.of("none"),
                false,
                Optional.empty(),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);

        assertThatThrownBy(() -> get(OpenCodeAgent.start(vertx, settings)))
                .hasMessageContaining("OpenCode 0.15.3 is too old");
        get(vertx.close().map(true));
    }
}
