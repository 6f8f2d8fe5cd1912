package io.codefleet.launcher.cli.command;

import io.codefleet.error.CodefleetException;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.config.ConfigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one sentence what went wrong, and shows the trace only to those who ask for it. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;
    private final CodefleetCommand root;

    ErrorReport(Terminal terminal, CodefleetCommand root) {
        this.terminal = terminal;
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        print(fault(e) + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        trace(e);
        return ExitCode.CANNOT;
    }

    private static String fault(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e.getArgSpec() instanceof OptionSpec option
                && option.typeInfo().isMap()
                && e.getValue() != null
                && e.getValue().indexOf('=') < 0) {
            return option.longestName() + ": '" + e.getValue() + "' has no value; write " + option.longestName() + " "
                    + option.paramLabel();
        }
        return firstLine(e);
    }

    private static String unmatched(UnmatchedArgumentException e) {
        boolean inCommand = e.getCommandLine().getParent() != null;
        String first = e.getUnmatched().stream()
                .filter(argument -> argument.startsWith("-"))
                .findFirst()
                .orElse(e.getUnmatched().get(0));
        String kind = first.startsWith("-") ? "option" : inCommand ? "further argument" : "command";
        List<String> suggestions = e.getSuggestions();
        return "there is no " + kind + " '" + first + "'"
                + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        boolean expected =
                e instanceof CommandFailure || e instanceof CodefleetException || e instanceof ConfigException;
        print(expected ? firstLine(e) : "unexpected error: " + e + "; run it again with --debug for the whole trace");
        trace(e);
        return ExitCode.CANNOT;
    }

    private void print(String sentence) {
        terminal.err().println(terminal.errStyle().red("codefleet: ") + Text.line(sentence));
    }

    private void trace(Exception e) {
        if (root.debug()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            terminal.err().print(Text.safe(trace.toString()));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
