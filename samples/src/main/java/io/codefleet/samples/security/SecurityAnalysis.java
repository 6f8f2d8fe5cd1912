package io.codefleet.samples.security;

import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.samples.Samples;
import io.codefleet.samples.findings.Finding;
import io.codefleet.samples.findings.Report;
import io.codefleet.split.Chunk;
import io.codefleet.split.ProjectChunks;
import io.codefleet.split.ProjectSplitter;
import io.codefleet.split.TextSplitter;
import io.codefleet.tokens.TokenCounter;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Searches the Java files of a project for security flaws, by a map-reduce, and writes {@code security.sarif} and {@code
 * security.md}. A task has some neighboring files, as many as a model reads with care. Takes the broker's URI, the project's
 * folder, which the workers must see too, and the name of the run: a second run with the same name continues the first.
 */
public final class SecurityAnalysis {
    private static final int TOKENS_OF_A_TASK = 25_000;

    private static final String PROMPT = """
            Look for security flaws in these files of this project. Read others where you need them; change none.
            %s
            """ + Finding.FORM;

    private SecurityAnalysis() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Samples.check(arguments, 3, "SecurityAnalysis <broker URI> <project folder> <name of the run>");
        Path project = Path.of(arguments[1]).toAbsolutePath().normalize();
        ProjectChunks parts = Samples.prepare(() -> parts(project));
        Samples.run(arguments[0], fleet -> analyse(fleet, project, parts, arguments[2]), report -> {
            report.write("security");
            return 0;
        });
    }

    /** Returns the Java files that Git does not ignore, grouped by folder; blocks. */
    public static ProjectChunks parts(Path project) {
        TextSplitter splitter = new TextSplitter(TokenCounter.forAnyModel(), TOKENS_OF_A_TASK);
        return new ProjectSplitter(splitter)
                .only(file -> file.endsWith(".java"))
                .byFolder(project);
    }

    /**
     * Analyses these parts and returns a report. A part that could not be analysed does not fail the run; the report
     * names it.
     */
    public static Future<Report> analyse(CodefleetClient fleet, Path project, ProjectChunks parts, String runId) {
        return fleet.mapReduce(MapReduce.over(parts.groups())
                        .map(part -> Task.of(PROMPT.formatted(origins(part)))
                                .type("analysis")
                                .project(project.toString())
                                .files(files(part)))
                        .asWithItem((part, result) -> findings(part, result.text()))
                        .reduce(found ->
                                found.stream().flatMap(Collection::stream).toList())
                        .options(RunOptions.of(runId).concurrency(8))
                        .failures(FailurePolicy.collectAll()))
                .result()
                .map(result -> report(parts, result));
    }

    private static String origins(List<Chunk> part) {
        return part.stream().map(chunk -> "- " + chunk.origin()).collect(Collectors.joining("\n"));
    }

    private static List<String> files(List<Chunk> part) {
        return part.stream().flatMap(chunk -> chunk.file().stream()).distinct().toList();
    }

    private static List<Finding> findings(List<Chunk> part, String answer) {
        List<Finding> findings = Finding.in(answer);
        for (Finding finding : findings) {
            if (!files(part).contains(finding.file())) {
                throw new IllegalArgumentException("it names " + finding.file() + ", which it was not asked about");
            }
        }
        return findings;
    }

    private static Report report(
            ProjectChunks parts, MapReduceResult<List<Chunk>, List<Finding>, List<Finding>> result) {
        Map<String, String> notLookedAt = new HashMap<>();
        parts.skipped().forEach(each -> notLookedAt.put(each.file(), String.valueOf(each.reason())));
        for (ItemOutcome.Failed<List<Chunk>, List<Finding>> failed : result.failures()) {
            String reason = String.valueOf(failed.error().getMessage());
            files(failed.item()).forEach(file -> notLookedAt.put(file, reason));
        }
        return new Report("codefleet-security-analysis", result.orThrow(), notLookedAt);
    }
}
