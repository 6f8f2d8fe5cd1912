package io.codefleet.samples.findings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * Something that is wrong at a place in code.
 *
 * @param file the path within the project
 * @param line where, from 1
 * @param rule what kind, such as {@code CWE-78}
 * @param level how much it matters
 * @param message what is wrong and how to fix it
 */
public record Finding(String file, int line, String rule, Severity level, String message) {
    /** What to ask an agent for, at the end of a prompt. */
    public static final String FORM = """
            Answer with one JSON object and nothing else, like this:
            {"findings": [{"file": "src/Foo.java", "line": 1, "rule": "CWE-78", "level": "error", "message": "what is wrong and how to fix it"}]}
            The level is error, warning or note. The list is empty if there is nothing.
            """;

    /** @throws IllegalArgumentException if the line is none */
    public Finding {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(message, "message");
        if (line < 1) {
            throw new IllegalArgumentException("line " + line + " of " + file + " is none");
        }
    }

    /** Reads the findings in an agent's answer. Throws on any other answer: in a map-reduce this fails its item. */
    public static List<Finding> in(String answer) {
        int begin = answer.indexOf('{');
        int end = answer.lastIndexOf('}') + 1;
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("there is no JSON in the answer");
        }
        JsonArray findings = new JsonObject(answer.substring(begin, end)).getJsonArray("findings");
        return findings.stream()
                .map(JsonObject.class::cast)
                .map(each -> new Finding(
                        each.getString("file"),
                        each.getInteger("line"),
                        each.getString("rule"),
                        Severity.of(each.getString("level")),
                        each.getString("message")))
                .toList();
    }
}
