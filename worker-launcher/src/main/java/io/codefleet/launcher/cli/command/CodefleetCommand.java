package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.cli.output.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
/** The command {@code codefleet}, which has all others as subcommands. */
@Command(
        name = "codefleet",
        description = "Runs tasks on a fleet of OpenCode agents.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = CodefleetCommand.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet demo                        a demonstration; nothing else is needed",
            "  codefleet worker --capability java    run a worker on this machine",
            "  codefleet submit \"Explain Foo.java\"   run a task, wait for its answer",
            "  codefleet stats                       queues and the workers that serve them",
            "",
            "Shell completion:  source <(codefleet generate-completion)"
        })
public final class CodefleetCommand implements Runnable {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show log lines and, on an error, its trace, on standard error.")
    private boolean debug;

    private CodefleetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    boolean debug() {
        return debug;
    }

    /** The command line with all its commands. */
    public static CommandLine in(CommandContext around) {
        Terminal terminal = around.terminal();
        CodefleetCommand root = new CodefleetCommand(terminal);
        CommandLine line = new CommandLine(root);
        for (Object command : commands(around)) {
            line.addSubcommand(lineOf(command));
        }
        line.addSubcommand(lineOf(new WorkersCommand(around), WorkersCommand.commands(around)));
        line.addSubcommand(lineOf(new KeysCommand(around), KeysCommand.commands(around)));
        line.addSubcommand(lineOf(new WorkflowCommand(around), WorkflowCommand.commands(around)));
        line.addSubcommand(lineOf(new DeadLettersCommand(around))
                .addSubcommand(lineOf(new TaskCommand(around)).setCommandName("show"))
                .addSubcommand(lineOf(new ReplayCommand(around)))
                .addSubcommand(lineOf(new PurgeCommand(around))));
        layOut(line.getCommandSpec().usageMessage());
        line.addSubcommand("help", new CommandLine.HelpCommand());
        line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        ErrorReport errors = new ErrorReport(terminal, root);
        return line.setExecutionStrategy(parsed -> {
                    Logging.forCommands(root.debug());
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                // a prompt may begin with @, and a file of that name is not a list of arguments
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .registerConverter(Duration.class, new DurationConverter())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.colours() && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF))
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    }

    private static CommandLine lineOf(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().addOption(helpOption());
        layOut(line.getCommandSpec().usageMessage());
        return line;
    }

    private static CommandLine lineOf(Object command, List<?> subcommands) {
        CommandLine line = lineOf(command);
        subcommands.forEach(each -> line.addSubcommand(lineOf(each)));
        return line;
    }

    private static List<Object> commands(CommandContext around) {
        return List.of(
                new DemoCommand(around),
                new StartWorkerCommand(around),
                new SubmitCommand(around),
                new RunCommand(around),
                new TasksCommand(around),
                new TaskCommand(around),
                new CancelCommand(around),
                new ApprovalCommand.Approve(around),
                new ApprovalCommand.Reject(around),
                new StatsCommand(around),
                new SpendingCommand(around),
                new AuditCommand(around),
                new ModelCommand(around),
                new ControlCommand(around),
                new BrokerCommand(around),
                new DevCommand(around));
    }

    private static void layOut(UsageMessageSpec usage) {
        usage.abbreviateSynopsis(true)
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
    }

    private static OptionSpec helpOption() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build();
    }

    /** Without a command there is only help to give. */
    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CodefleetCommand.class.getPackage().getImplementationVersion();
            return new String[] {"codefleet " + (version == null ? "(built from source)" : version)};
        }
    }
}
