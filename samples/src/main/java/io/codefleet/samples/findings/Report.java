package io.codefleet.samples.findings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Report of the findings and of the files that could not be checked. Without the latter, a report would look clean for a file
 * that was never read.
 *
 * @param tool the name of the program that looked
 * @param findings in the order of the files
 * @param notLookedAt the reason for each file that was not
 */
public record Report(String tool, List<Finding> findings, Map<String, String> notLookedAt) {
    public Report {
        findings = List.copyOf(findings);
        notLookedAt = new TreeMap<>(notLookedAt);
    }

    /** Returns whether there is a finding of this level or a more severe one. */
    public boolean has(Severity level) {
        return findings.stream().anyMatch(finding -> finding.level().compareTo(level) >= 0);
    }

    /** Writes {@code NAME.sarif} and {@code NAME.md} into the working folder, and says so. */
    public void write(String name) throws IOException {
        Files.writeString(Path.of(name + ".sarif"), Sarif.of(this).encodePrettily());
        Files.writeString(Path.of(name + ".md"), markdown());
        String gaps = notLookedAt.isEmpty() ? "" : ", " + notLookedAt.size() + " files not looked at";
        System.out.println(findings.size() + " findings" + gaps + "; see " + name + ".md and " + name + ".sarif");
    }

    /** Returns the report as a Markdown table, such as for a comment on a pull request. */
    public String markdown() {
        List<String> lines = new ArrayList<>(List.of("# Findings of " + tool, ""));
        if (findings.isEmpty()) {
            lines.add("None.");
        } else {
            lines.addAll(List.of("| where | rule | level | what |", "|---|---|---|---|"));
        }
        for (Finding finding : findings) {
            lines.add("| %s:%d | %s | %s | %s |"
                    .formatted(
                            cell(finding.file()),
                            finding.line(),
                            cell(finding.rule()),
                            finding.level().sarif(),
                            cell(finding.message())));
        }
        notLookedAt.forEach(
                (file, reason) -> lines.addAll(List.of("", "Not looked at: " + file + " (" + reason + ")")));
        return String.join("\n", lines) + "\n";
    }

    private static String cell(String value) {
        return value.replace("|", "\\|").replace("\n", " ");
    }
}
