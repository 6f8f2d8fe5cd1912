package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.cli.output.Terminal;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The web browser of the person at the terminal. */
final class WebBrowser {
    private static final Path NOWHERE = Path.of("/dev/null");

    private final List<String> opener;

    private WebBrowser(List<String> opener) {
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
        return hasDisplay
                ? program(environment, mac ? "open" : "xdg-open").map(open -> new WebBrowser(opener(environment, open)))
                : Optional.empty();
    }

    /** Returns the command that opens a page. In a session of its own, a browser that it starts does not end with Ctrl-C here. */
    private static List<String> opener(Map<String, String> environment, String open) {
        return program(environment, "setsid")
                .map(session -> List.of(session, open))
                .orElse(List.of(open));
    }

    private static Optional<String> program(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    /** Opens a page. A failure is silent: the person has the printed link. */
    void open(String link) {
        try {
            List<String> command = new ArrayList<>(opener);
            command.add(link);
            new ProcessBuilder(command)
                    .redirectInput(NOWHERE.toFile())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException noBrowser) {
            // The link is on the terminal.
        }
    }
}
