package io.codefleet.launcher.cli.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the prompt comes from: the argument, a file, or standard input; a mixin. */
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
            return fromFile(file);
        }
        if (prompt == null) {
            throw new CommandFailure(
                    "there is no prompt; write it as the argument, or use --file FILE, or - for " + "standard input");
        }
        return prompt.equals(STANDARD_INPUT) ? fromInput(around) : readable(prompt);
    }

    private static String fromFile(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("--file: there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new CommandFailure("--file: " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new CommandFailure("--file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String fromInput(CommandContext around) {
        try {
            return new String(around.input().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /** In a locale without UTF-8 the Java runtime has replaced what it could not read before we see it. */
    private static String readable(String argument) {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new CommandFailure("the prompt has characters that this locale cannot pass on; "
                    + "set LC_ALL=C.UTF-8, or give it by --file or standard input");
        }
        return argument;
    }
}
