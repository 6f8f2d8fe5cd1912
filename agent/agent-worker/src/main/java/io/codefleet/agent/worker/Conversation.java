package io.codefleet.agent.worker;

import io.codefleet.AgentReport;
import io.codefleet.AttemptException;
import io.codefleet.OutputSchema;
import io.codefleet.TaskContext;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.worker.schema.AnswerSchema;
import io.codefleet.agent.worker.schema.AnswerSchema.Verdict;
import io.codefleet.agent.worker.schema.SchemaCheck;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one attempt: the prompt; if the answer does not fit its schema, requests to repair it in the same session; and if
 * a model fails, the same prompt to the next one, in a session of its own. Their usage is summed. Confined to one context.
 */
final class Conversation {
    private static final String TRUNCATED =
            "the answer: it was cut off, as it reached the most that the model may say; " + "answer with less text";

    private final Vertx vertx;
    private final Context context;
    private final Agent agent;
    private final Agent.TurnRequest request;
    private final TaskContext task;
    private final Handler<Agent.Event> events;
    private final ModelFailures failures = new ModelFailures();
    private final UsageAccumulator usageAccumulator;

    private @Nullable AnswerSchema schema;
    private Agent.@Nullable Turn turn;
    private boolean stopped;
    private int turns;

    /**
     * Result of a conversation.
     *
     * @param answer the last one, with the consumption and the report of all turns
     * @param output the value that was asked for, if one was
     */
    record ConversationResult(Agent.Answer answer, Optional<Object> output) {}

    /**
     * Creates the conversation of one attempt.
     *
     * @param request the first turn, with a model only if the task names none
     * @param task what is asked
     * @param events receives the events of all turns, on any thread
     */
    Conversation(
            Vertx vertx,
            Context context,
            Agent agent,
            Agent.TurnRequest request,
            TaskContext task,
            Handler<Agent.Event> events) {
        this.vertx = vertx;
        this.context = context;
        this.agent = agent;
        this.request = request;
        this.task = task;
        this.events = events;
        this.usageAccumulator = new UsageAccumulator(request.budget(), events);
    }

    /** Holds the conversation. Must be called once, on the context; its future completes there. */
    Future<ConversationResult> hold() {
        return readSchema().compose(read -> {
            schema = read.orElse(null);
            return withModel(0);
        });
    }

    /** Ends the running turn, and begins no other. Called on the context. */
    void stop() {
        stopped = true;
        if (turn != null) {
            turn.abort();
        }
    }

    /** Returns what all turns have consumed so far. */
    Usage spent() {
        return usageAccumulator.spent();
    }

    private Future<Optional<AnswerSchema>> readSchema() {
        Optional<OutputSchema> output = task.agent().output();
        return output.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : checked(() -> Optional.of(AnswerSchema.of(output.get().schema())));
    }

    private Optional<String> model(int number) {
        List<String> models = task.models();
        return models.isEmpty() ? request.model() : Optional.of(models.get(number));
    }

    private Future<ConversationResult> withModel(int number) {
        String asked = schema == null ? request.prompt() : request.prompt() + "\n\n" + schema.request();
        return take(request.prompt(asked).model(model(number)))
                .compose(answer -> satisfied(answer, number, repairs()))
                .recover(e -> failed(number, e));
    }

    private int repairs() {
        return task.agent().output().map(OutputSchema::maxRepairs).orElse(0);
    }

    private Future<ConversationResult> failed(int number, Throwable e) {
        AttemptException why = e instanceof AttemptException ours
                ? ours
                : AttemptException.transientFault(String.valueOf(e.getMessage()));
        boolean schemaMayGoOn =
                task.agent().output().filter(OutputSchema::nextModel).isPresent();
        if (stopped || !failures.isOfModel(why, schemaMayGoOn)) {
            return Future.failedFuture(why);
        }
        failures.add(model(number).orElse("the worker's default model"), why);
        if (number + 1 >= task.models().size()) {
            return Future.failedFuture(failures.all());
        }
        events.handle(new Agent.Event.Note(
                "model",
                failures.last() + "; continues with " + model(number + 1).orElse("")));
        return withModel(number + 1);
    }

    private Future<ConversationResult> satisfied(Agent.Answer answer, int number, int repairsLeft) {
        AnswerSchema asked = schema;
        if (asked == null) {
            return Future.succeededFuture(reply(answer, Optional.empty()));
        }
        return checked(() -> asked.check(answer.text())).compose(verdict -> {
            if (verdict instanceof Verdict.Fits fits) {
                return Future.succeededFuture(reply(answer, fits.value()));
            }
            boolean truncated = answer.report().truncated();
            List<String> faults = faults((Verdict.Misfit) verdict, truncated);
            if (repairsLeft == 0) {
                return Future.failedFuture(
                        truncated
                                ? ModelFailures.truncated(answer.model(), repairs(), faults)
                                : ModelFailures.misfit(answer.model(), repairs(), faults));
            }
            events.handle(new Agent.Event.Note("repair", "the answer does not fit its schema: " + faults.get(0)));
            Agent.TurnRequest again = request.prompt(asked.repair(faults))
                    .model(model(number))
                    .start(new Agent.Start.SameSession(answer.sessionId()));
            return take(again).compose(repaired -> satisfied(repaired, number, repairsLeft - 1));
        });
    }

    private static List<String> faults(Verdict.Misfit misfit, boolean truncated) {
        return truncated
                ? Stream.concat(Stream.of(TRUNCATED), misfit.faults().stream()).toList()
                : misfit.faults();
    }

    private ConversationResult reply(Agent.Answer answer, Optional<Object> output) {
        if (answer.report().truncated()) {
            events.handle(new Agent.Event.Note("state", TRUNCATED));
        }
        AgentReport report = usageAccumulator.report();
        return new ConversationResult(
                new Agent.Answer(answer.text(), usageAccumulator.spent(), answer.model(), answer.sessionId(), report),
                output);
    }

    /** Runs one turn. No event of it arrives after its future has completed. */
    private Future<Agent.Answer> take(Agent.TurnRequest next) {
        if (stopped) {
            return Future.failedFuture(AttemptException.transientFault("the attempt was stopped"));
        }
        Optional<AttemptException> used = usageAccumulator.usedUp();
        if (used.isPresent()) {
            return Future.failedFuture(used.get());
        }
        TurnActivity activity = TurnActivity.start(++turns, events);
        return begun(next.budget(usageAccumulator.remaining()))
                .onSuccess(usageAccumulator::answered)
                .onFailure(usageAccumulator::failed)
                .onComplete(activity::end);
    }

    /** Begins a turn. An agent may throw what its answer could fail with: a turn ends for its watchers in either case. */
    private Future<Agent.Answer> begun(Agent.TurnRequest next) {
        try {
            turn = agent.begin(next, usageAccumulator::onEvent);
            return here(turn.answer());
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Runs the check of a schema. If it takes too long or too much memory, the attempt fails permanently, as another
     * attempt would fail, too.
     */
    private <T> Future<T> checked(Callable<T> check) {
        return here(SchemaCheck.run(vertx, SchemaCheck.LIMIT, check))
                .recover(e -> Future.failedFuture(AttemptException.permanent(
                        e instanceof InvalidInputException
                                ? String.valueOf(e.getMessage())
                                : "agent.output.schema: the schema cannot be checked, make it simpler: " + e)));
    }

    /** Returns the same future, completed on the context. */
    private <T> Future<T> here(Future<T> elsewhere) {
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(done -> context.runOnContext(v -> here.handle(done)));
        return here.future();
    }
}
