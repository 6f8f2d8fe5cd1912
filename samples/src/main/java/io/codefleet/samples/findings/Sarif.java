package io.codefleet.samples.findings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Function;

/** A report as SARIF 2.1.0, the OASIS standard that code hosts and editors take. */
public final class Sarif {
    private Sarif() {}

    /** Returns the SARIF document of a report. */
    public static JsonObject of(Report report) {
        JsonObject driver = new JsonObject()
                .put("name", report.tool())
                .put("rules", each(rules(report), rule -> new JsonObject().put("id", rule)));
        JsonObject invocation = new JsonObject()
                .put("executionSuccessful", report.notLookedAt().isEmpty())
                .put(
                        "toolExecutionNotifications",
                        each(
                                List.copyOf(report.notLookedAt().entrySet()),
                                gap -> new JsonObject()
                                        .put("level", "error")
                                        .put("message", text(gap.getKey() + " was not looked at: " + gap.getValue()))));
        JsonObject run = new JsonObject()
                .put("tool", new JsonObject().put("driver", driver))
                .put("invocations", new JsonArray().add(invocation))
                .put("results", each(report.findings(), Sarif::result));
        return new JsonObject()
                .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0")
                .put("runs", new JsonArray().add(run));
    }

    private static List<String> rules(Report report) {
        return report.findings().stream().map(Finding::rule).distinct().toList();
    }

    private static JsonObject result(Finding finding) {
        JsonObject place = new JsonObject()
                .put("artifactLocation", new JsonObject().put("uri", uri(finding.file())))
                .put("region", new JsonObject().put("startLine", finding.line()));
        return new JsonObject()
                .put("ruleId", finding.rule())
                .put("level", finding.level().sarif())
                .put("message", text(finding.message()))
                .put("locations", new JsonArray().add(new JsonObject().put("physicalLocation", place)));
    }

    private static JsonObject text(String words) {
        return new JsonObject().put("text", words);
    }

    /** Returns a URI relative to the project, with blanks and other special characters escaped. */
    private static String uri(String file) {
        try {
            return new URI(null, null, "/" + file, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> JsonArray each(List<T> values, Function<T, JsonObject> form) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(form.apply(value)));
        return array;
    }
}
