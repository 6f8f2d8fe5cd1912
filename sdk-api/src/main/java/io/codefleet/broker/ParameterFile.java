package io.codefleet.broker;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * File that an option of a broker's URI names, such as {@code passwordFile=FILE}, for authors of brokers. Its text is read without
 * the white space around it. A file that cannot be read is an {@link InvalidInputException} for the field {@code uri}, which names
 * the option, the file and the cause.
 *
 * @param option the name of the option
 * @param path the path of the file
 */
public record ParameterFile(String option, String path) {

    /**
     * Reads the file. Blocks.
     *
     * @throws InvalidInputException if the file cannot be read
     */
    public String read() {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException e) {
            throw unreadable(e);
        }
    }

    /** Reads the file without blocking; fails with {@link InvalidInputException} if it cannot be read. */
    public Future<String> read(Vertx vertx) {
        return Future.<Void>succeededFuture()
                .compose(v -> vertx.fileSystem().readFile(path))
                .map(content -> content.toString().strip())
                .recover(failure -> Future.failedFuture(unreadable(failure)));
    }

    private InvalidInputException unreadable(Throwable failure) {
        return new InvalidInputException(
                "uri",
                "names the " + option + " " + path + ", which cannot be read: " + cause(failure)
                        + "; name a file of text that this process may read",
                failure);
    }

    private static String cause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (root instanceof AccessDeniedException) {
            return "this process has no right to read it";
        }
        if (root instanceof MalformedInputException) {
            return "it is not UTF-8";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
