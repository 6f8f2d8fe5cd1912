package io.codefleet.model.scripted;

import io.vertx.core.json.JsonObject;

/** Usage that a reply reports, in tokens: the cached ones are part of the prompt, those of reasoning of the completion. */
record TokenUsage(int prompt, int completion, int cached, int reasoning) {
    static final TokenUsage DEFAULT = new TokenUsage(100, 20, 0, 0);

    TokenUsage {
        check(prompt, completion, cached, reasoning);
    }

    static void check(int prompt, int completion, int cached, int reasoning) {
        if (cached < 0 || reasoning < 0 || prompt < cached || completion < reasoning) {
            throw new IllegalArgumentException(
                    "cached tokens are part of the prompt's and those of reasoning part of the "
                            + "completion's; write prompt and completion at least as large, and nothing below 0");
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion)
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", reasoning));
    }
}
