package io.codefleet.samples.security;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * A security flaw.
 *
 * @param file the path within the project
 * @param line where, from 1
 * @param rule what kind, such as {@code CWE-78}
 * @param level {@code error}, {@code warning} or {@code note}, the levels of SARIF
 * @param message what is wrong and how to mend it
 */
public record Finding(String file, int line, String rule, String level, String message) {
    private static final Set<String> LEVELS = Set.of("error", "warning", "note");

    /** @throws IllegalArgumentException if the line or the level is none */
    public Finding {
        if (line < 1 || !LEVELS.contains(level)) {
            throw new IllegalArgumentException("line " + line + " or level '" + level + "' is none");
        }
    }

    /** What an agent found in a file: the JSON in its answer. Throws on any other answer, which so fails its item. */
    static List<Finding> in(String file, String answer) {
        JsonObject json = new JsonObject(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        return json.getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .map(each -> new Finding(
                        file,
                        each.getInteger("line"),
                        each.getString("rule"),
                        each.getString("level"),
                        each.getString("message")))
                .toList();
    }
}
