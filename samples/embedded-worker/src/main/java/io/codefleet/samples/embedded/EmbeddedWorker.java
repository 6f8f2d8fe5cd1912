package io.codefleet.samples.embedded;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * A host that runs an OpenCode worker until the fleet drains it. Its arguments: the URI of the broker, a folder with the projects in
 * {@code projects}, the program OpenCode and its configuration.
 */
public final class EmbeddedWorker {
    private EmbeddedWorker() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        OpenCodeSettings openCode = OpenCodeSettings.of(arguments[2], folder.resolve("opencode"))
                .configFile(Path.of(arguments[3]).toAbsolutePath());
        AgentWorkerSettings settings = AgentWorkerSettings.of(
                WorkerOptions.create().id("embedded").capabilities("java").concurrency(2),
                WorkspaceSettings.defaults(folder.resolve("tasks")).root(folder.resolve("projects")));

        Vertx vertx = Vertx.vertx();
        Codefleet.connect(vertx, CodefleetOptions.of(arguments[0]))
                .compose(fleet -> OpenCodeWorker.start(vertx, fleet, openCode, settings)
                        .compose(OpenCodeWorker::ended)
                        .eventually(fleet::close))
                .onFailure(failure -> System.err.println(failure.getMessage()))
                .eventually(vertx::close);
    }
}
