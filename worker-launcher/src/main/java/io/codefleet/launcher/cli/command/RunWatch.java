package io.codefleet.launcher.cli.command;

import io.codefleet.EventStream;
import io.codefleet.RunProgress;
import io.codefleet.error.RunCancelledException;
import io.codefleet.json.StepStatusJson;
import io.codefleet.launcher.cli.output.ProgressView;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Waits for the end of a run, shows meanwhile how far it is, and prints what came of it. */
final class RunWatch {
    private final Terminal terminal;
    private final boolean json;

    RunWatch(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    int untilEnd(WorkflowRun run, ProgressView view) {
        Thread hint = new Thread(() -> terminal.err().println(goesOn(run)), "codefleet-hint");
        Runtime.getRuntime().addShutdownHook(hint);
        EventStream<RunProgress> progress = run.progress().exceptionHandler(lost -> {});
        progress.handler(now -> view.state(words(now)));
        try (view) {
            view.note("run " + run.id());
            return completed(FleetSession.await(run.result()));
        } catch (WorkflowFailedException e) {
            return failed(run, e);
        } catch (RunCancelledException e) {
            terminal.err().println(Text.indented(String.valueOf(e.getMessage()), "    "));
            return ExitCode.TASK_CANCELLED;
        } finally {
            progress.close();
            Runtime.getRuntime().removeShutdownHook(hint);
        }
    }

    private static String goesOn(WorkflowRun run) {
        return "run " + run.id() + " has not ended: 'codefleet workflow show " + run.id()
                + "' shows it, 'codefleet cancel " + run.id() + "' stops it, and the same command with --run-id "
                + run.id() + " waits for it again";
    }

    private static String words(RunProgress progress) {
        return (progress.done() + progress.failed()) + " of " + progress.total().orElse(0L) + " steps, "
                + progress.running() + " running";
    }

    private int completed(WorkflowResult result) {
        if (json) {
            terminal.out().println(encode(result, "COMPLETED"));
        } else {
            terminal.out().print(outputs(result.outputs()));
        }
        return ExitCode.OK;
    }

    /** Returns the outputs as text: a single text unchanged, as a script needs it; several by their names. */
    private String outputs(Map<String, Object> outputs) {
        if (outputs.size() == 1) {
            return shown(outputs.values().iterator().next()) + "\n";
        }
        StringBuilder text = new StringBuilder();
        outputs.forEach((name, value) ->
                text.append(name).append(": ").append(shown(value)).append('\n'));
        return text.toString();
    }

    private String shown(Object value) {
        String text = value instanceof String words ? words : Json.encode(value);
        return terminal.outIsTerminal() ? Text.safe(text) : text;
    }

    private int failed(WorkflowRun run, WorkflowFailedException e) {
        if (json) {
            terminal.out().println(encode(e.result(), "FAILED"));
        }
        terminal.err().println(Text.indented(String.valueOf(e.getMessage()), "    "));
        terminal.err()
                .println("'codefleet workflow show " + run.id() + "' shows its steps, 'codefleet workflow retry "
                        + run.id() + "' continues with the failed steps");
        return ExitCode.TASK_FAILED;
    }

    private static String encode(WorkflowResult result, String status) {
        return new JsonObject()
                .put("run", result.runId())
                .put("status", status)
                .put("outputs", result.outputs())
                .put("steps", StepStatusJson.encode(result.steps()))
                .put("cost", result.usage().cost().toPlainString())
                .encode();
    }
}
