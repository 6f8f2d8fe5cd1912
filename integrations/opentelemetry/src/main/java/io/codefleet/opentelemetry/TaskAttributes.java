package io.codefleet.opentelemetry;

import io.codefleet.Attempt;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/** Attributes of spans. Those of {@code gen_ai} are of the semantic conventions of OpenTelemetry. */
final class TaskAttributes {
    static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("codefleet.task.id");
    static final AttributeKey<String> TASK_TYPE = AttributeKey.stringKey("codefleet.task.type");
    static final AttributeKey<String> WORKER_ID = AttributeKey.stringKey("codefleet.worker.id");
    static final AttributeKey<Long> ATTEMPT_NUMBER = AttributeKey.longKey("codefleet.attempt.number");
    static final AttributeKey<String> ATTEMPT_STOPPED = AttributeKey.stringKey("codefleet.attempt.stopped");
    static final AttributeKey<Double> COST_USD = AttributeKey.doubleKey("codefleet.cost.usd");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_WRITE_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<String> TOOL_CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");
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
    static void addModel(Span span, String model) {
        span.setAttribute(MODEL, modelName(model));
        int slash = model.indexOf('/');
        if (slash > 0) {
            span.setAttribute(PROVIDER, model.substring(0, slash));
        }
    }

    /** Returns the name of a model without its provider. */
    static String modelName(String model) {
        return model.substring(model.indexOf('/') + 1);
    }

    /** Adds tokens and cost. As the conventions want it, cached tokens count as input, and those of reasoning as output. */
    static void addUsage(Span span, Usage usage) {
        if (!usage.equals(Usage.NONE)) {
            span.setAttribute(INPUT_TOKENS, usage.inputTokens() + usage.cacheReadTokens() + usage.cacheWriteTokens())
                    .setAttribute(OUTPUT_TOKENS, usage.outputTokens() + usage.reasoningTokens())
                    .setAttribute(COST_USD, usage.cost().doubleValue());
            addPart(span, CACHE_READ_TOKENS, usage.cacheReadTokens());
            addPart(span, CACHE_WRITE_TOKENS, usage.cacheWriteTokens());
            addPart(span, REASONING_TOKENS, usage.reasoningTokens());
        }
    }

    private static void addPart(Span span, AttributeKey<Long> key, long tokens) {
        if (tokens > 0) {
            span.setAttribute(key, tokens);
        }
    }
}
