package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Flags for the source of the prompt: the argument, a file, or standard input; a mixin. */
final class PromptFlags {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "PROMPT", arity = "0..1", description = "The prompt; - reads it from standard input.")
    private @Nullable String prompt;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the prompt from this UTF-8 file.")
    private @Nullable Path file;

    String read(CommandContext around) {
        if (prompt != null && file != null) {
            throw new CommandFailure("there is a prompt and --file; give one of them");
        }
        if (file != null) {
            return TextFile.read("--file", file);
        }
        if (prompt == null) {
            throw new CommandFailure(
                    "there is no prompt; write it as the argument, or use --file FILE, or - for " + "standard input");
        }
        return prompt.equals(STANDARD_INPUT) ? fromInput(around) : text(readable(prompt));
    }

    private static String fromInput(CommandContext around) {
        try {
            return new String(around.input().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the prompt of an argument. Refuses an at sign followed by the path of a file: the user means the file,
     * and an agent would cost money to work on its name.
     */
    private static String text(String argument) {
        String name = argument.substring(argument.startsWith("@") ? 1 : 0);
        boolean path = name.indexOf('.') >= 0 || name.indexOf('/') >= 0;
        if (!argument.startsWith("@") || !path || name.chars().anyMatch(Character::isWhitespace)) {
            return argument;
        }
        boolean exists = Files.exists(Path.of(name));
        throw new CommandFailure("PROMPT: '" + argument + "' is a prompt and not "
                + (exists ? "the content of the file " + name : "a file, and there is no file " + name)
                + "; read a prompt from a file by --file " + (exists ? name : "FILE")
                + ", or give a prompt that begins with @ by standard input and -");
    }

    /**
     * Checks that an argument is readable. In a locale without UTF-8 the Java runtime has already replaced the
     * characters that it could not read.
     */
    private static String readable(String argument) {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new CommandFailure("the prompt has characters that this locale cannot pass on; "
                    + "set LC_ALL=C.UTF-8, or give it by --file or standard input");
        }
        return argument;
    }
}
