package io.codefleet.launcher.cli.command;

import io.codefleet.Outcome;
import io.codefleet.launcher.cli.output.OutcomeText;
import io.codefleet.launcher.cli.output.Style;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.demo.SampleProject;
import java.io.PrintStream;

/** Text that the demo shows for a task that has ended. */
final class DemoText {
    private final PrintStream out;
    private final Style style;

    DemoText(Terminal terminal) {
        this.out = terminal.out();
        this.style = terminal.outStyle();
    }

    void step(String text) {
        out.println();
        out.println(style.bold(text));
    }

    void line(String text) {
        out.println(text);
    }

    void ending(Outcome outcome) {
        if (outcome instanceof Outcome.Completed completed) {
            step("The agent's answer");
            out.println(Text.safe(completed.result().text()));
        } else {
            step("The task " + new OutcomeText(style).ending(outcome));
        }
    }

    void changes(SampleProject project) {
        step("What changed in the project");
        for (String line : project.changes().stream().map(Text::line).toList()) {
            out.println(line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line);
        }
    }

    void figures(Outcome outcome) {
        if (outcome instanceof Outcome.Completed completed) {
            step("What it took");
            out.println(OutcomeText.figures(completed.result()));
        }
    }
}
