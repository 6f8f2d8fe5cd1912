package io.codefleet.launcher.config;

import java.util.Map;

/** A model's name with its provider; that of a well-known family may be left out. */
final class QualifiedModelName {
    /** How the names of the families begin, and who makes them. */
    private static final Map<String, String> FAMILIES = Map.ofEntries(
            Map.entry("claude-", "anthropic"),
            Map.entry("gpt-", "openai"),
            Map.entry("o3", "openai"),
            Map.entry("o4-", "openai"),
            Map.entry("codex-", "openai"),
            Map.entry("gemini-", "google"),
            Map.entry("grok-", "xai"),
            Map.entry("deepseek-", "deepseek"),
            Map.entry("mistral-", "mistral"),
            Map.entry("codestral-", "mistral"));

    private QualifiedModelName() {}

    /**
     * Returns the qualified name of a model.
     *
     * @throws ConfigException if it names no provider and is of no family that is known
     */
    static String of(String model) {
        int slash = model.indexOf('/');
        if (slash > 0 && slash < model.length() - 1) {
            return model;
        }
        return FAMILIES.entrySet().stream()
                .filter(family -> slash < 0 && model.startsWith(family.getKey()))
                .map(family -> family.getValue() + "/" + model)
                .findFirst()
                .orElseThrow(() -> ConfigException.of(
                        "opencode.model",
                        "'" + model + "' names no provider; write provider/name, as in anthropic/claude-sonnet-4-0"));
    }
}
