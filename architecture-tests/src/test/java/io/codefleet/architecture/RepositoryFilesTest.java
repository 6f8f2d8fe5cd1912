package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the files for contributors and for the platform that hosts the repository: what they name exists. */
class RepositoryFilesTest {

    private static final Path GITHUB = Modules.ROOT.resolve(".github");
    private static final Pattern COMMAND =
            Pattern.compile("(?<![\\w/.-])(?:\\./(?:mvnw|check|demo)|\\.ci/[a-z]+|scripts/[a-z-]+)\\b");
    private static final Pattern TEST_CLASS = Pattern.compile("\\b[A-Z]\\w+(?:Test|IT)\\b");
    private static final Pattern BUILT_MODULE = Pattern.compile("-pl ([\\w/,-]+)");
    /** Row of the table of brokers, which begins with the URI. */
    private static final Pattern BROKER = Pattern.compile("(?m)^\\| `([a-z]+):\\S*`(.*)$");

    private static final Pattern BROKER_GUIDE = Pattern.compile("docs/guides/([a-z]+)(?:-broker)?\\.md");
    private static final Set<String> FIELDS = Set.of("markdown", "textarea", "input", "dropdown", "checkboxes");

    @Test
    void everyYamlFileParsesAndIsAMapping() throws IOException {
        List<Path> files = github(".yml");
        assertThat(files)
                .hasSizeGreaterThan(4)
                .allSatisfy(file -> assertThat(yaml(file)).as(file.toString()).isNotEmpty());
    }

    @Test
    void everyCommandThatIsNamedCanBeExecuted() throws IOException {
        Set<String> commands = new TreeSet<>();
        for (Path file : forContributors()) {
            COMMAND.matcher(Files.readString(file)).results().forEach(found -> commands.add(found.group()));
        }
        assertThat(commands).contains("./mvnw", "./check", ".ci/run", "scripts/release", "scripts/verify-reproducible");
        assertThat(commands).allMatch(command -> Files.isExecutable(Modules.ROOT.resolve(command)));
    }

    @Test
    void everyTestAndModuleThatIsNamedExists() throws IOException {
        Set<String> classes = testClasses();
        String modules = PublishedModules.pom(".");
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path file : forContributors()) {
            String text = Files.readString(file);
            for (Matcher test = TEST_CLASS.matcher(text); test.find(); named++) {
                if (!classes.contains(test.group())) {
                    unknown.add(Modules.ROOT.relativize(file) + ": " + test.group());
                }
            }
            for (Matcher built = BUILT_MODULE.matcher(text); built.find(); ) {
                for (String module : built.group(1).split(",", -1)) {
                    if (!modules.contains("<module>" + module + "</module>")) {
                        unknown.add(Modules.ROOT.relativize(file) + ": -pl " + module);
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(10);
        assertThat(unknown).isEmpty();
    }

    /** The workflow has no steps of its own that a contributor could not run. */
    @Test
    void theWorkflowRunsScriptsOfTheRepositoryOnEachSupportedJdk() throws IOException {
        Map<String, Object> workflow = yaml(GITHUB.resolve("workflows/check.yml"));
        assertThat(workflow.get("permissions")).isEqualTo(Map.of("contents", "read"));
        Map<String, Object> jobs = map(workflow.get("jobs"));
        assertThat(map(map(map(jobs.get("check")).get("strategy")).get("matrix")))
                .containsEntry("java", List.of(17, 21, 25));
        List<String> commands = new ArrayList<>();
        for (Object each : jobs.values()) {
            Map<String, Object> job = map(each);
            assertThat(job).containsKeys("runs-on", "timeout-minutes");
            for (Object step : (List<?>) job.get("steps")) {
                Object run = map(step).get("run");
                if (run != null) {
                    commands.add(run.toString());
                }
            }
        }
        assertThat(commands)
                .contains(".ci/run")
                .allMatch(command -> COMMAND.matcher(command).lookingAt() && !command.contains("\n"));
    }

    @Test
    void theFieldsOfEachIssueFormAreComplete() throws IOException {
        for (Path form : github(".yml").stream()
                .filter(file -> file.getParent().endsWith("ISSUE_TEMPLATE") && !file.endsWith("config.yml"))
                .toList()) {
            Map<String, Object> content = yaml(form);
            assertThat(content).as(form.toString()).containsKeys("name", "description", "body");
            Set<Object> ids = new HashSet<>();
            for (Object each : (List<?>) content.get("body")) {
                Map<String, Object> field = map(each);
                assertThat(FIELDS).contains(String.valueOf(field.get("type")));
                if (!"markdown".equals(field.get("type"))) {
                    assertThat(field.get("attributes")).asInstanceOf(MAP).containsKey("label");
                    assertThat(ids.add(field.get("id"))).as("%s: id", form).isTrue();
                }
            }
            assertThat(ids).doesNotContainNull().isNotEmpty();
        }
    }

    /** A guide has the name of its broker; a broker in memory has no guide of its own. */
    @Test
    void theFormOfAFaultOffersTheBrokersOfTheReadme() throws IOException {
        List<String> brokers = new ArrayList<>();
        Matcher row = BROKER.matcher(Files.readString(Modules.ROOT.resolve("README.md")));
        while (row.find()) {
            Matcher guide = BROKER_GUIDE.matcher(row.group(2));
            brokers.add(guide.find() ? guide.group(1) : row.group(1));
        }
        brokers.add("one of my own");
        List<?> fields =
                (List<?>) yaml(GITHUB.resolve("ISSUE_TEMPLATE/bug.yml")).get("body");
        Map<String, Object> field = fields.stream()
                .map(RepositoryFilesTest::map)
                .filter(each -> "broker".equals(each.get("id")))
                .findFirst()
                .orElseThrow();
        assertThat((List<?>) map(field.get("attributes")).get("options"))
                .isEqualTo(brokers)
                .hasSizeGreaterThan(6);
    }

    @Test
    void updatesAreLookedForWhereVersionsAre() throws IOException {
        Map<String, String> files = Map.of("maven", "pom.xml", "docker", "Dockerfile", "github-actions", ".github");
        for (Object each : (List<?>) yaml(GITHUB.resolve("dependabot.yml")).get("updates")) {
            Map<String, Object> update = map(each);
            String file = files.get(update.get("package-ecosystem"));
            assertThat(Modules.ROOT
                            .resolve(update.get("directory").toString().substring(1))
                            .resolve(String.valueOf(file)))
                    .exists();
            Object held = update.getOrDefault("ignore", List.of());
            for (Object ignored : (List<?>) held) {
                String[] name = map(ignored).get("dependency-name").toString().split(":", -1);
                assertThat(PublishedModules.pom(".")).contains("<artifactId>" + name[1] + "</artifactId>");
            }
        }
    }

    @Test
    void theWrapperChecksTheMavenThatItGets() throws IOException {
        assertThat(Files.readString(Modules.ROOT.resolve(".mvn/wrapper/maven-wrapper.properties")))
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
    }

    private static List<Path> forContributors() throws IOException {
        List<Path> files = new ArrayList<>(github(".yml"));
        files.addAll(github(".md"));
        for (String name : List.of(
                "AGENTS.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "docs/reference/versioning.md")) {
            files.add(Modules.ROOT.resolve(name));
        }
        return files;
    }

    private static List<Path> github(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(GITHUB)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Modules.ROOT)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".java") && file.contains("src"))
                    .map(file -> Path.of(file).getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
