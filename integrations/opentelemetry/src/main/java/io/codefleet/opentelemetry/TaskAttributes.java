package io.codefleet.opentelemetry;

import io.codefleet.Attempt;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/** Attributes of spans. Those of {@code gen_ai} are of the semantic conventions of OpenTelemetry. */
final class TaskAttributes {
    static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("codefleet.task.id");
    static final AttributeKey<String> TASK_TYPE = AttributeKey.stringKey("codefleet.task.type");
    static final AttributeKey<String> WORKER_ID = AttributeKey.stringKey("codefleet.worker.id");
    static final AttributeKey<Long> ATTEMPT_NUMBER = AttributeKey.longKey("codefleet.attempt.number");
    static final AttributeKey<Double> COST_USD = AttributeKey.doubleKey("codefleet.cost.usd");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> PROMPT = AttributeKey.stringKey("codefleet.task.prompt");
    static final AttributeKey<String> ANSWER = AttributeKey.stringKey("codefleet.task.answer");

    private TaskAttributes() {}

    static void add(Span span, Task task) {
        span.setAttribute(TASK_ID, task.id()).setAttribute(TASK_TYPE, task.type());
    }

    static void add(Span span, Attempt attempt) {
        add(span, attempt.task());
        span.setAttribute(ATTEMPT_NUMBER, (long) attempt.number()).setAttribute(WORKER_ID, attempt.workerId());
    }

    static void add(Span span, TaskResult result) {
        result.model().ifPresent(model -> addModel(span, model));
        result.sessionId().ifPresent(id -> span.setAttribute(CONVERSATION_ID, id));
        addUsage(span, result.usage());
    }

    /**
     * Adds the provider and the name of a model. Models are named as {@code provider/name}; a name may have slashes of
     * its own.
     */
    private static void addModel(Span span, String model) {
        int slash = model.indexOf('/');
        span.setAttribute(OPERATION, "invoke_agent").setAttribute(MODEL, model.substring(slash + 1));
        if (slash > 0) {
            span.setAttribute(PROVIDER, model.substring(0, slash));
        }
    }

    static void addUsage(Span span, Usage usage) {
        if (!usage.equals(Usage.NONE)) {
            span.setAttribute(INPUT_TOKENS, usage.inputTokens() + usage.cacheReadTokens() + usage.cacheWriteTokens())
                    .setAttribute(OUTPUT_TOKENS, usage.outputTokens() + usage.reasoningTokens())
                    .setAttribute(COST_USD, usage.cost().doubleValue());
        }
    }
}
