package io.codefleet.launcher.cli.command;

import io.codefleet.workflow.yaml.WorkflowFile;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Group of the commands for runs of workflows that were begun elsewhere. */
@Command(
        name = "workflow",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and controls runs of workflows.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet workflow show review/42",
            "  codefleet workflow show review/42 --mermaid > run.mmd",
            "  codefleet workflow approve release/7 deploy --comment \"tested on staging\""
        })
final class WorkflowCommand implements Runnable {
    private final CommandContext around;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--schema", description = "Print the JSON Schema of workflow files, for editors.")
    private boolean schema;

    WorkflowCommand(CommandContext around) {
        this.around = around;
    }

    static List<Object> commands(CommandContext around) {
        return List.of(
                new ShowRunCommand(around),
                new ApprovalCommand.Approve(around),
                new ApprovalCommand.Reject(around),
                new RunControlCommand.PauseRun(around),
                new RunControlCommand.ResumeRun(around),
                new RunControlCommand.RetryRun(around));
    }

    @Override
    public void run() {
        if (schema) {
            around.terminal().out().print(WorkflowFile.schema());
        } else {
            spec.commandLine().usage(around.terminal().out());
        }
    }
}
