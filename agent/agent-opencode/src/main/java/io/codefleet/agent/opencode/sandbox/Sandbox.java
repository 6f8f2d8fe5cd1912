package io.codefleet.agent.opencode.sandbox;

import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Isolation of a server, with all that it starts, from the rest of the machine. */
public interface Sandbox {
    /** Returns the command line that runs another one in the sandbox. */
    List<String> around(Path program, List<String> line);

    /** Changes the environment of the server to what holds within. */
    void environment(Map<String, String> variables);

    /** Returns the process of the server, below the process that was started. */
    ProcessHandle serverIn(ProcessHandle started);

    /** Returns the sandbox that the settings ask for. */
    static Sandbox of(OpenCodeSettings settings) {
        return settings.server().sandbox().kind() == Kind.BUBBLEWRAP ? new Bubblewrap(settings) : new None();
    }

    /** Nothing but the rights of the worker's user. */
    final class None implements Sandbox {
        @Override
        public List<String> around(Path program, List<String> line) {
            return line;
        }

        @Override
        public void environment(Map<String, String> variables) {
            // it is the worker's
        }

        @Override
        public ProcessHandle serverIn(ProcessHandle started) {
            return started;
        }
    }
}
