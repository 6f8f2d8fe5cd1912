package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.ConfigLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of 'codefleet dev' for what its agent works on and what it asks before; a mixin. */
final class DevAgentFlags {
    private static final List<String> KINDS = List.of("edit", "bash", "web");

    /** How long a person may take to answer: somebody who tries it out looks elsewhere meanwhile. */
    private static final String ANSWER_WITHIN = "1h";

    @Option(
            names = "--workspace-root",
            paramLabel = "FOLDER",
            description = "Where projects that are folders must lie. Default: a folder with a sample project")
    private @Nullable String workspaceRoot;

    @Option(
            names = "--ask",
            paramLabel = "KIND",
            split = ",",
            description = "What the agent asks a person before it does it: edit, bash or web; may be repeated. "
                    + "Default: as OpenCode is configured")
    private List<String> ask = List.of();

    /** Returns whether the sample project is wanted. */
    boolean sample() {
        return workspaceRoot == null;
    }

    /** Returns what the flags say of the worker. */
    ConfigLayer layer() {
        ConfigLayer.Values values =
                ConfigLayer.values().put("worker.workspace_root", workspaceRoot, "--workspace-root");
        for (String kind : ask) {
            if (!KINDS.contains(kind)) {
                throw new CommandFailure("--ask is '" + kind + "'; write edit, bash or web");
            }
            values.put("permissions." + kind, "ask", "--ask")
                    .put("permissions.approval_timeout", ANSWER_WITHIN, "--ask");
        }
        return values.layer();
    }
}
