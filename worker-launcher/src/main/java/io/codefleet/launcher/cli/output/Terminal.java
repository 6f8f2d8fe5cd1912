package io.codefleet.launcher.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * Output of a command: results on standard output, everything else on standard error. Both are UTF-8.
 *
 * @param out for results
 * @param err for progress and errors
 * @param outIsTerminal whether a person reads the results as they come
 * @param errIsTerminal whether a person reads the progress as it comes
 * @param colors whether terminals get colors
 */
public record Terminal(PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, boolean colors) {

    /** Returns the terminal of this process. */
    public static Terminal system(Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean noColor = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                isTerminal(1),
                isTerminal(2) && !dumb,
                !noColor && !dumb);
    }

    /** Returns a terminal that is not interactive: no colors, no progress line. */
    public static Terminal plain(PrintStream out, PrintStream err) {
        return new Terminal(out, err, false, false, false);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Returns whether a person can type what a command reads. */
    public static boolean inputIsTerminal() {
        return isTerminal(0);
    }

    /** Asks Linux for the one stream; elsewhere Java knows only of input and output together. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException noSuchPlace) {
            return Ansi.AUTO.enabled();
        }
    }

    /** Returns the style of standard output. */
    public Style outStyle() {
        return colors && outIsTerminal ? Style.ANSI : Style.NONE;
    }

    /** Returns the style of standard error. */
    public Style errStyle() {
        return colors && errIsTerminal ? Style.ANSI : Style.NONE;
    }
}
