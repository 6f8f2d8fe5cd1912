package io.codefleet.launcher.cli.command;

import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.SettingsResolver;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.demo.DemoModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Basis of the demo and of {@code dev}: a Vert.x, a folder of its own, and a scripted model unless one is named. */
final class DemoStage implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final DemoPlan plan;
    private final Path folder;
    private final Optional<DemoModel> model;

    private DemoStage(DemoPlan plan) throws IOException {
        this.plan = plan;
        this.folder = Files.createTempDirectory("codefleet-demo-state-");
        Files.createDirectory(projects());
        this.model =
                plan.model().isPresent() ? Optional.empty() : Optional.of(FleetSession.await(DemoModel.start(vertx)));
        if (model.isPresent()) {
            Files.writeString(configFile(), model.get().openCodeConfig());
        }
    }

    static DemoStage set(DemoPlan plan) {
        try {
            return new DemoStage(plan);
        } catch (IOException e) {
            throw new CommandFailure("the demo cannot write to its temporary folder: " + e.getMessage(), e);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    Path folder() {
        return folder;
    }

    /** Returns the URI of a broker in the folder of the stage. */
    String broker() {
        return LocalFleet.brokerIn(folder.resolve("fleet"));
    }

    /** Returns the folder of the projects of tasks. */
    Path projects() {
        return folder.resolve("projects");
    }

    /** Returns the scripted model's OpenCode configuration, if there is one. */
    Optional<Path> openCodeConfig() {
        return model.map(scripted -> configFile());
    }

    private Path configFile() {
        return folder.resolve("opencode.json");
    }

    /** Returns the settings of a worker in this process. */
    WorkerSettings worker(String id, String capability) {
        return worker(id, capability, ConfigLayer.EMPTY);
    }

    /** Returns the settings of a worker in this process, with what the caller says before those of the stage. */
    WorkerSettings worker(String id, String capability, ConfigLayer said) {
        ConfigLayer layer = ConfigLayer.values()
                .put("worker.id", id, "the demo")
                .put("worker.capabilities", List.of(capability), "the demo")
                .put("worker.workspace_root", projects(), "the demo")
                .put("opencode.command", plan.opencode(), "the demo")
                .put("opencode.model", plan.model().orElse(null), "the demo")
                .put("opencode.state_dir", folder.resolve("state"), "the demo")
                .put("opencode.config", openCodeConfig().orElse(null), "the demo")
                .layer();
        return new SettingsResolver("demo", folder).resolve(said.over(layer));
    }

    @Override
    public void close() {
        model.ifPresent(
                scripted -> FleetSession.await(scripted.closing().close().map(true)));
        FleetSession.await(vertx.close().map(true));
        try {
            Folders.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
