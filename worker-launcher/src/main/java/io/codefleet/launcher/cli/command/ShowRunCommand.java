package io.codefleet.launcher.cli.command;

import io.codefleet.json.StepStatusJson;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run of a workflow, step by step. */
@Command(
        name = "show",
        sortOptions = false,
        description = "Shows a run of a workflow: where it is, and each of its steps.")
final class ShowRunCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(paramLabel = "ID", description = "The run's id.")
    private String id = "";

    @Option(names = "--mermaid", description = "Draw it as a Mermaid flowchart.")
    private boolean mermaid;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    ShowRunCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            print(FleetSession.await(Workflows.on(session.fleet()).handle(id).status()));
        }
        return ExitCode.OK;
    }

    private void print(WorkflowStatus status) {
        if (json) {
            around.terminal()
                    .out()
                    .println(new JsonObject()
                            .put("run", status.runId())
                            .put("workflow", status.workflow().name())
                            .put("state", status.state().code())
                            .put("note", status.note())
                            .put("steps", StepStatusJson.encode(status.steps()))
                            .encode());
        } else if (mermaid) {
            around.terminal().out().print(Text.safe(status.toMermaid()));
        } else {
            status.toText().stream().map(Text::line).forEach(around.terminal().out()::println);
        }
    }
}
