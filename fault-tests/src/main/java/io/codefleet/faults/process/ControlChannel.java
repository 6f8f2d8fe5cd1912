package io.codefleet.faults.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Commands of the run to a process, a line each on its standard input; its end is the end of the process. */
final class ControlChannel {
    private ControlChannel() {}

    static void read(Consumer<String> onCommand) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                onCommand.accept(line);
                line = in.readLine();
            }
        } catch (IOException e) {
            // the run is gone, as at the end of its lines
        }
        Runtime.getRuntime().halt(2);
    }
}
