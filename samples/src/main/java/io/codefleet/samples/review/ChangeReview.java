package io.codefleet.samples.review;

import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.samples.Samples;
import io.codefleet.samples.findings.Finding;
import io.codefleet.samples.findings.Report;
import io.codefleet.samples.findings.Severity;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reviews a change in continuous integration, a task a file, and writes {@code review.sarif} and {@code review.md}. Ends with 0
 * if nothing of the level was found, with 1 if something was, and with 2 if a file could not be reviewed. Takes the broker's
 * URI, the repository's folder as the workers see it too, with the change checked out; the level: error, warning or note; and
 * the range as {@code git diff} takes it.
 */
public final class ChangeReview {
    private static final String PROMPT = """
            Review this change of %s for bugs, security flaws and broken promises of its documentation; not for taste.
            The project has the change already. Read other files where you need them; change none.
            Name lines by their numbers after the change, and only lines that the diff shows.

            %s
            """ + Finding.FORM;

    private ChangeReview() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Samples.check(arguments, 4, "ChangeReview <broker URI> <repository> <error|warning|note> <range> [<path> …]");
        Path repository = Path.of(arguments[1]).toAbsolutePath().normalize();
        Severity level = Samples.prepare(() -> Severity.of(arguments[2]));
        List<FileChange> changes =
                Samples.prepare(() -> FileChange.in(repository, Arrays.copyOfRange(arguments, 3, arguments.length)));
        Samples.run(arguments[0], fleet -> review(fleet, repository, changes), report -> {
            report.write("review");
            return exitCode(report, level);
        });
    }

    /** Reviews these changes and returns a report. Omits findings at lines that the change does not show. */
    public static Future<Report> review(CodefleetClient fleet, Path repository, List<FileChange> changes) {
        return fleet.mapReduce(MapReduce.over(changes)
                        .map(change -> Task.of(PROMPT.formatted(change.file(), change.patch()))
                                .type("code-review")
                                .project(repository.toString())
                                .files(List.of(change.file())))
                        .asWithItem((change, result) -> shown(change, Finding.in(result.text())))
                        .reduce(found ->
                                found.stream().flatMap(Collection::stream).toList())
                        .options(RunOptions.random().concurrency(8))
                        .failures(FailurePolicy.collectAll()))
                .result()
                .map(ChangeReview::report);
    }

    private static List<Finding> shown(FileChange change, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.file().equals(change.file()) && change.shows(each.line()))
                .toList();
    }

    private static Report report(MapReduceResult<FileChange, List<Finding>, List<Finding>> result) {
        Map<String, String> notLookedAt = new TreeMap<>();
        result.failures()
                .forEach(failed -> notLookedAt.put(
                        failed.item().file(), String.valueOf(failed.error().getMessage())));
        return new Report("codefleet-change-review", result.orThrow(), notLookedAt);
    }

    static int exitCode(Report report, Severity level) {
        return !report.notLookedAt().isEmpty() ? Samples.FAILED : report.has(level) ? 1 : 0;
    }
}
