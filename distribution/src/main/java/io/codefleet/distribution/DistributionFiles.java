package io.codefleet.distribution;

import io.codefleet.launcher.cli.command.CodefleetCommand;
import io.codefleet.launcher.cli.command.CommandContext;
import io.codefleet.launcher.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the generated files of the distribution. */
public final class DistributionFiles {
    private DistributionFiles() {}

    /** Writes the files to the folder that the argument names. */
    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[0]);
        CommandLine codefleet = codefleet();
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve("codefleet"), AutoComplete.bash("codefleet", codefleet));
        Path manual = Files.createDirectories(folder.resolve("man/man1"));
        for (ManualPage page : ManualPage.of(codefleet)) {
            Files.writeString(manual.resolve(page.fileName()), page.text());
        }
    }

    /** Returns the command line as a source of descriptions; it is never run. */
    static CommandLine codefleet() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return CodefleetCommand.in(
                new CommandContext(Terminal.plain(nowhere, nowhere), InputStream.nullInputStream(), Map.of()));
    }
}
