package io.codefleet.agent.opencode;

import io.codefleet.agent.Agent;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process with an agent that has been asked something, to be killed. */
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] args) throws Exception {
        Path stateDir = Path.of(args[1]);
        OpenCodeSettings settings = new OpenCodeSettings(
                args[0],
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(RealOpenCode.MODEL),
                0,
                stateDir,
                false,
                Optional.of(Path.of(args[2])),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
        Agent agent = OpenCodeAgent.start(Vertx.vertx(), settings)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        RealOpenCode.begin(agent, Path.of(args[3]), args[4]);
        Files.createFile(stateDir.resolve("ready"));
        Thread.sleep(600_000);
    }
}
