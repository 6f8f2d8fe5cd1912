package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.time.DurationText;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Mapper of the events of a turn to progress of its task. Any thread may call it. */
final class TurnProgressMapper {
    private final Attempt attempt;
    private final Approvals approvals;
    private final ProgressCoalescer relay;
    private final AtomicInteger asked = new AtomicInteger();

    TurnProgressMapper(Vertx vertx, Attempt attempt, Approvals approvals) {
        this.attempt = attempt;
        this.approvals = approvals;
        this.relay = new ProgressCoalescer(vertx, attempt);
    }

    void publish(Agent.Event event) {
        if (event instanceof Agent.Event.TextDelta more) {
            relay.append(more.text());
        } else if (event instanceof Agent.Event.Tool tool) {
            String text = tool.tool() + ": " + tool.about();
            // a tool that has begun and ended within a moment is published as ended
            relay.publish("tool", "tool " + text, text, Map.of("tool", tool.tool(), "status", tool.status()));
        } else if (event instanceof Agent.Event.UsageUpdate spent) {
            spent(spent.usage(), spent.steps());
        } else if (event instanceof Agent.Event.Asked ask) {
            ask(ask);
        } else if (event instanceof Agent.Event.Note note) {
            relay.publish(note.kind(), note.kind(), note.text(), Map.of());
        }
    }

    private void spent(Usage usage, int steps) {
        String cost = usage.cost().toPlainString();
        relay.publish(
                "cost",
                "cost",
                "$" + cost + ", " + usage.tokens() + " tokens in " + steps + (steps == 1 ? " step" : " steps"),
                Map.of("cost", cost, "tokens", usage.tokens(), "steps", steps));
    }

    private void ask(Agent.Event.Asked ask) {
        String task = attempt.task().id();
        String step = "ask-" + attempt.number() + "." + asked.incrementAndGet();
        relay.publish(
                "approval",
                "",
                "the agent asks to be allowed " + ask.kind() + ": " + ask.about() + "; codefleet approve " + task + " "
                        + step + ", or reject, within " + DurationText.format(ask.limit()),
                Map.of(
                        "step",
                        step,
                        "kind",
                        ask.kind(),
                        "about",
                        ask.about(),
                        "limitMs",
                        ask.limit().toMillis()));
        approvals.request(attempt, step, ask);
    }

    /** Stops the reports, because the attempt ends. */
    void close() {
        relay.close();
    }
}
