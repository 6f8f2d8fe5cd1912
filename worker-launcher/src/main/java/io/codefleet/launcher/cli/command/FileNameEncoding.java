package io.codefleet.launcher.cli.command;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Check that this Java reads the names of files as UTF-8, which depends on the locale that it was started in. */
final class FileNameEncoding {
    private static final String PROPERTY = "sun.jnu.encoding";

    private FileNameEncoding() {}

    /** Returns a warning about the locale for the operator of a worker, if one is needed. */
    static Optional<String> warning() {
        return warning(System.getProperty(PROPERTY, StandardCharsets.UTF_8.name()));
    }

    static Optional<String> warning(String encoding) {
        boolean whole =
                Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
        return whole
                ? Optional.empty()
                : Optional.of("the locale takes names of files as " + encoding + ", so tasks lose files whose names it"
                        + " cannot hold; start the worker with LANG=C.UTF-8 and without another LC_ALL");
    }
}
