package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.cli.output.Terminal;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The web browser of the person at the terminal. */
final class WebBrowser {
    private static final Path NOWHERE = Path.of("/dev/null");

    private final Path opener;

    private WebBrowser(Path opener) {
        this.opener = opener;
    }

    /** Returns the browser of the person who runs a command; empty if the command runs for nobody, or without a display. */
    static Optional<WebBrowser> of(CommandContext around) {
        return around.terminal().outIsTerminal() && Terminal.inputIsTerminal()
                ? find(around.environment(), System.getProperty("os.name", ""))
                : Optional.empty();
    }

    /** Returns the browser of a desktop; empty if the environment has none. */
    static Optional<WebBrowser> find(Map<String, String> environment, String system) {
        boolean mac = system.startsWith("Mac");
        boolean hasDisplay = mac
                ? !isSet(environment, "SSH_CONNECTION")
                : isSet(environment, "DISPLAY") || isSet(environment, "WAYLAND_DISPLAY");
        String command = mac ? "open" : "xdg-open";
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> hasDisplay && !folder.isEmpty())
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst()
                .map(WebBrowser::new);
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    /** Opens a page. A failure is silent: the person has the printed link. */
    void open(String link) {
        try {
            new ProcessBuilder(List.of(opener.toString(), link))
                    .redirectInput(NOWHERE.toFile())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException noBrowser) {
            // The link is on the terminal.
        }
    }
}
