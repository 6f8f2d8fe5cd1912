package io.codefleet.opentelemetry;

import io.codefleet.AgentActivity;
import io.codefleet.Attempt;
import io.codefleet.Task;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** Attempt that shows what its agent does, or at least, by its progress, which tools it uses. */
final class ObservedAttempt implements Attempt {
    private final Attempt attempt;
    private final AgentSpans agent;
    private final ToolSpans tools;

    ObservedAttempt(Attempt attempt, AgentSpans agent, ToolSpans tools) {
        this.attempt = attempt;
        this.agent = agent;
        this.tools = tools;
    }

    @Override
    public void observe(AgentActivity activity) {
        agent.observe(activity);
        attempt.observe(activity);
    }

    @Override
    public void progress(String kind, String text, Map<String, ?> data) {
        if (kind.equals("tool")
                && !agent.isActive()
                && data.get("tool") instanceof String tool
                && data.get("status") instanceof String status) {
            tools.onTool(tool, text, status);
        }
        attempt.progress(kind, text, data);
    }

    @Override
    public Task task() {
        return attempt.task();
    }

    @Override
    public int number() {
        return attempt.number();
    }

    @Override
    public String workerId() {
        return attempt.workerId();
    }

    @Override
    public Future<Void> checkpoint(Map<String, ?> state) {
        return attempt.checkpoint(state);
    }

    @Override
    public Optional<Map<String, Object>> lastCheckpoint() {
        return attempt.lastCheckpoint();
    }

    @Override
    public Future<StopReason> stopRequested() {
        return attempt.stopRequested();
    }
}
