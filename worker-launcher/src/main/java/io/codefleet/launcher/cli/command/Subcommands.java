package io.codefleet.launcher.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands below {@code codefleet}; a command costs its reflection, so a run creates those that it needs. */
final class Subcommands {
    private static final Map<String, Class<?>> TYPES = types();

    private final CommandContext around;

    Subcommands(CommandContext around) {
        this.around = around;
    }

    private static Map<String, Class<?>> types() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        types.put("demo", DemoCommand.class);
        types.put("worker", StartWorkerCommand.class);
        types.put("submit", SubmitCommand.class);
        types.put("run", RunCommand.class);
        types.put("tasks", TasksCommand.class);
        types.put("task", TaskCommand.class);
        types.put("cancel", CancelCommand.class);
        types.put("approve", ApprovalCommand.Approve.class);
        types.put("reject", ApprovalCommand.Reject.class);
        types.put("pause", PauseCommand.Pause.class);
        types.put("resume", PauseCommand.Resume.class);
        types.put("stats", StatsCommand.class);
        types.put("spending", SpendingCommand.class);
        types.put("audit", AuditCommand.class);
        types.put("model", ModelCommand.class);
        types.put("control", ControlCommand.class);
        types.put("broker", BrokerCommand.class);
        types.put("dev", DevCommand.class);
        types.put("mcp", McpCommand.class);
        types.put("workers", WorkersCommand.class);
        types.put("schedules", SchedulesCommand.class);
        types.put("keys", KeysCommand.class);
        types.put("workflow", WorkflowCommand.class);
        types.put("dead-letters", DeadLettersCommand.class);
        types.put("help", CommandLine.HelpCommand.class);
        types.put("generate-completion", AutoComplete.GenerateCompletion.class);
        return types;
    }

    /** Returns all names, in the order of the help. */
    static Set<String> names() {
        return TYPES.keySet();
    }

    /** Returns the command of this name with its subcommands; empty if there is none. */
    Optional<CommandLine> create(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "demo" -> lineOf(new DemoCommand(around));
                    case "worker" -> lineOf(new StartWorkerCommand(around));
                    case "submit" -> lineOf(new SubmitCommand(around));
                    case "run" -> lineOf(new RunCommand(around));
                    case "tasks" -> lineOf(new TasksCommand(around));
                    case "task" -> lineOf(new TaskCommand(around));
                    case "cancel" -> lineOf(new CancelCommand(around));
                    case "approve" -> lineOf(new ApprovalCommand.Approve(around));
                    case "reject" -> lineOf(new ApprovalCommand.Reject(around));
                    case "pause" -> lineOf(new PauseCommand.Pause(around));
                    case "resume" -> lineOf(new PauseCommand.Resume(around));
                    case "stats" -> lineOf(new StatsCommand(around));
                    case "spending" -> lineOf(new SpendingCommand(around));
                    case "audit" -> lineOf(new AuditCommand(around));
                    case "model" -> lineOf(new ModelCommand(around));
                    case "control" -> lineOf(new ControlCommand(around));
                    case "broker" -> lineOf(new BrokerCommand(around));
                    case "dev" -> lineOf(new DevCommand(around));
                    case "mcp" -> lineOf(new McpCommand(around));
                    case "workers" -> lineOf(new WorkersCommand(around), WorkersCommand.commands(around));
                    case "schedules" -> lineOf(new SchedulesCommand(around), SchedulesCommand.commands(around));
                    case "keys" -> lineOf(new KeysCommand(around), KeysCommand.commands(around));
                    case "workflow" -> lineOf(new WorkflowCommand(around), WorkflowCommand.commands(around));
                    case "dead-letters" -> deadLetters();
                    case "help" -> new CommandLine(new CommandLine.HelpCommand());
                    case "generate-completion" -> new CommandLine(new AutoComplete.GenerateCompletion());
                    default -> null;
                });
    }

    private CommandLine deadLetters() {
        return lineOf(new DeadLettersCommand(around))
                .addSubcommand(lineOf(new TaskCommand(around)).setCommandName("show"))
                .addSubcommand(lineOf(new ReplayCommand(around)))
                .addSubcommand(lineOf(new PurgeCommand(around)));
    }

    /** Returns the summary of a command in a list of commands; it has no options and cannot run. */
    static CommandLine summary(String name) {
        Command command = Objects.requireNonNull(TYPES.get(name), name).getAnnotation(Command.class);
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().header(command.header()).description(command.description());
        return new CommandLine(spec);
    }

    private static CommandLine lineOf(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        layOut(line.getCommandSpec().usageMessage());
        return line;
    }

    private static CommandLine lineOf(Object command, Iterable<?> subcommands) {
        CommandLine line = lineOf(command);
        subcommands.forEach(each -> line.addSubcommand(lineOf(each)));
        return line;
    }

    static void layOut(UsageMessageSpec usage) {
        usage.abbreviateSynopsis(true)
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
    }
}
