package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** A line at the start and one at the end of each attempt, for machines: numbers and names, no prompts, answers or messages. */
final class AttemptLog implements AttemptObserver {
    private static final Logger log = LoggerFactory.getLogger(AttemptLog.class);

    private static LoggingEventBuilder line(Level level, Attempt attempt, String event) {
        return log.atLevel(level)
                .addKeyValue("event", event)
                .addKeyValue("worker", attempt.workerId())
                .addKeyValue("task", attempt.task().id())
                .addKeyValue("type", attempt.task().type())
                .addKeyValue("attempt", attempt.number());
    }

    @Override
    public void started(Attempt attempt) {
        line(Level.INFO, attempt, "task_started").log("attempt started");
    }

    @Override
    public void ended(Attempt attempt, AttemptEnd end) {
        Level level = end.error().isPresent() || end.how() == AttemptEnd.How.LEASE_LOST ? Level.WARN : Level.INFO;
        Map<String, Long> tokens = new LinkedHashMap<>();
        tokens.put("input", end.usage().inputTokens());
        tokens.put("output", end.usage().outputTokens());
        LoggingEventBuilder line = line(level, attempt, "task_" + end.how().word())
                .addKeyValue("duration_ms", end.duration().toMillis())
                .addKeyValue("token_usage", tokens)
                .addKeyValue("cost_usd", end.usage().cost());
        if (end.model().isPresent()) {
            line = line.addKeyValue("model", end.model().get());
        }
        if (end.error().isPresent()) {
            line = line.addKeyValue("error", end.error().get().name());
        }
        line.log("attempt ended");
    }
}
