package io.codefleet.samples.security;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Findings in the forms that tools and people read.
 *
 * @param findings what was found, in the order of the files
 * @param notLookedAt the files that could not be looked at, with the reasons
 */
public record Report(List<Finding> findings, Map<String, String> notLookedAt) {
    /** SARIF 2.1.0, the OASIS standard that code hosts take. */
    public JsonObject sarif() {
        JsonArray rules = new JsonArray();
        findings.stream().map(Finding::rule).distinct().forEach(rule -> rules.add(new JsonObject().put("id", rule)));
        JsonArray results = new JsonArray();
        findings.forEach(finding -> results.add(result(finding)));
        JsonObject driver =
                new JsonObject().put("name", "codefleet-security-analysis").put("rules", rules);
        JsonArray notes = new JsonArray();
        notLookedAt.forEach((file, reason) -> notes.add(new JsonObject()
                .put("level", "error")
                .put("message", new JsonObject().put("text", file + " was not looked at: " + reason))));
        JsonObject invocation = new JsonObject()
                .put("executionSuccessful", notLookedAt.isEmpty())
                .put("toolExecutionNotifications", notes);
        JsonObject run = new JsonObject()
                .put("tool", new JsonObject().put("driver", driver))
                .put("invocations", new JsonArray().add(invocation))
                .put("results", results);
        return new JsonObject()
                .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0")
                .put("runs", new JsonArray().add(run));
    }

    private static JsonObject result(Finding finding) {
        JsonObject place = new JsonObject()
                .put("artifactLocation", new JsonObject().put("uri", finding.file()))
                .put("region", new JsonObject().put("startLine", finding.line()));
        return new JsonObject()
                .put("ruleId", finding.rule())
                .put("level", finding.level())
                .put("message", new JsonObject().put("text", finding.message()))
                .put("locations", new JsonArray().add(new JsonObject().put("physicalLocation", place)));
    }

    /** A table for a person. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Security findings\n\n");
        if (findings.isEmpty()) {
            text.append("None.\n");
        } else {
            text.append("| where | rule | level | what |\n|---|---|---|---|\n");
        }
        for (Finding finding : findings) {
            text.append("| ").append(finding.file()).append(':').append(finding.line());
            text.append(" | ").append(cell(finding.rule()));
            text.append(" | ").append(finding.level());
            text.append(" | ").append(cell(finding.message())).append(" |\n");
        }
        notLookedAt.forEach((file, reason) -> text.append("\nNot looked at: ")
                .append(file)
                .append(" (")
                .append(cell(reason))
                .append(")\n"));
        return text.toString();
    }

    private static String cell(String value) {
        return value.replace("|", "\\|").replace("\n", " ");
    }
}
