package io.codefleet.samples.security;

import io.codefleet.Codefleet;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Searches the Java files of a project for security flaws, a task a file, and writes {@code findings.sarif} and {@code
 * findings.md}. Takes the broker's URI, the project's folder, which the workers must see too, and the name of the run: with
 * the same name again it goes on where it was.
 */
public final class SecurityAnalysis {
    private static final String PROMPT = """
            Look for security flaws in the file %s of this project. Read other files where you need them; change none.
            Answer with one JSON object and nothing else:
            {"findings": [{"line": 1, "rule": "CWE-78", "level": "error|warning|note", "message": "what and how to mend it"}]}
            The list is empty if there is no flaw.
            """;

    private SecurityAnalysis() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("Usage: SecurityAnalysis <broker URI> <project folder> <name of the run>");
            System.exit(2);
        }
        Path project = Path.of(arguments[1]).toAbsolutePath().normalize();
        List<String> files = javaFiles(project);
        Codefleet.connect(arguments[0])
                .compose(fleet -> analyse(fleet, project, files, arguments[2]).eventually(() -> fleet.close()))
                .onComplete(
                        report -> System.exit(report.succeeded() ? written(report.result()) : failed(report.cause())));
    }

    /** The report on these files; a file that could not be looked at is named in it. */
    public static Future<Report> analyse(Codefleet fleet, Path project, List<String> files, String runId) {
        return fleet.mapReduce(MapReduce.over(files)
                        .map(file -> Task.of(PROMPT.formatted(file))
                                .type("analysis")
                                .project(project.toString())
                                .files(List.of(file)))
                        .asWithItem((file, result) -> Finding.in(file, result.text()))
                        .reduce(found ->
                                found.stream().flatMap(Collection::stream).toList())
                        .options(RunOptions.of(runId).concurrency(8))
                        .failures(FailurePolicy.collectAll()))
                .result()
                .map(SecurityAnalysis::report);
    }

    private static Report report(MapReduceResult<String, List<Finding>, List<Finding>> result) {
        Map<String, String> notLookedAt = new LinkedHashMap<>();
        for (ItemOutcome.Failed<String, List<Finding>> failed : result.failures()) {
            notLookedAt.put(failed.item(), failed.error().getMessage());
        }
        return new Report(result.orThrow(), notLookedAt);
    }

    /** In one order, so that the run can be resumed. */
    static List<String> javaFiles(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> project.relativize(file).toString())
                    .filter(file -> file.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static int written(Report report) {
        try {
            Files.writeString(Path.of("findings.sarif"), report.sarif().encodePrettily());
            Files.writeString(Path.of("findings.md"), report.markdown());
        } catch (IOException e) {
            return failed(e);
        }
        System.out.println(report.findings().size() + " findings; see findings.md and findings.sarif");
        return 0;
    }

    private static int failed(Throwable cause) {
        System.err.println(cause.getMessage());
        return 1;
    }
}
