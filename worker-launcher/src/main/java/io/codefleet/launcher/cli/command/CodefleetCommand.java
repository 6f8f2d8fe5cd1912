package io.codefleet.launcher.cli.command;

import io.codefleet.agent.opencode.server.ServerVersion;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
            "  codefleet submit \"Explain volatile\"   run a task, wait for its answer",
            "  codefleet stats                       queues and the workers that serve them",
            "",
            "Shell completion:  source <(codefleet generate-completion)"
        })
public final class CodefleetCommand implements Runnable {
    private static final Set<String> LONG_LIVED = Set.of("worker", "control", "broker", "dev", "mcp");

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

    /** Returns the command line with all its commands. */
    public static CommandLine in(CommandContext around) {
        Subcommands subcommands = new Subcommands(around);
        return line(
                around, Subcommands.names(), name -> subcommands.create(name).orElseThrow());
    }

    /** Runs these arguments, with as few commands created as they need. */
    public static int execute(CommandContext around, String... arguments) {
        return lineFor(around, arguments).execute(arguments);
    }

    /** Returns the command line for these arguments. Its behavior is the same as that of {@link #in}. */
    static CommandLine lineFor(CommandContext around, String... arguments) {
        if (isHelpOrVersion(arguments)) {
            return line(around, Subcommands.names(), Subcommands::summary);
        }
        String first = first(arguments);
        // these two describe all commands
        boolean needsAll = first.equals("help") || first.equals("generate-completion");
        return new Subcommands(around)
                .create(needsAll ? "" : first)
                .map(only -> line(around, Set.of(first), name -> only))
                .orElseGet(() -> in(around));
    }

    /** Returns whether these arguments run a command that ends soon by itself and shows no log lines. */
    public static boolean isShort(String... arguments) {
        return !LONG_LIVED.contains(first(arguments))
                && Stream.of(arguments).noneMatch(each -> each.startsWith("--debug"));
    }

    private static String first(String... arguments) {
        return Stream.of(arguments).dropWhile("--debug"::equals).findFirst().orElse("");
    }

    private static boolean isHelpOrVersion(String... arguments) {
        return arguments.length == 0
                || (arguments.length == 1
                        && Set.of("-h", "--help", "-V", "--version").contains(arguments[0]));
    }

    private static CommandLine line(CommandContext around, Set<String> names, Function<String, CommandLine> commands) {
        Terminal terminal = around.terminal();
        CodefleetCommand root = new CodefleetCommand(terminal);
        CommandLine line = new CommandLine(root);
        Subcommands.layOut(line.getCommandSpec().usageMessage());
        names.forEach(name -> line.addSubcommand(name, commands.apply(name)));
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
                        terminal.colors() && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF))
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    }

    /** Prints the help, because the command line names no subcommand. */
    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    /** Version of the jar, of its Java and of the tested OpenCode. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CodefleetCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "codefleet " + (version == null ? "(built from source)" : version),
                "commit    " + commit().orElse("unknown"),
                "java      " + Runtime.version() + ", " + System.getProperty("java.vendor"),
                "opencode  tested with " + String.join(", ", ServerVersion.tested())
            };
        }

        /**
         * Returns the commit of the build, if the manifest has it. A quick build leaves the name of the value in the
         * manifest.
         */
        private static Optional<String> commit() {
            try (InputStream in = CodefleetCommand.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
                return Optional.ofNullable(in == null ? null : new Manifest(in))
                        .map(manifest -> manifest.getMainAttributes().getValue("Codefleet-Commit"))
                        .filter(each -> !each.isBlank() && !each.contains("${"));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
