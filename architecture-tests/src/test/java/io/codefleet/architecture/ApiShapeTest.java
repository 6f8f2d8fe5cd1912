package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks what lets the public API grow without breaking its users. */
class ApiShapeTest {

    private static final JavaClasses API = Modules.classes(Modules.API, Modules.CONTROL);

    private static final String CHECK_RETURN_VALUE = "io.codefleet.annotation.CheckReturnValue";

    private static final int MOST_COMPONENTS_OF_A_RECORD = 4;

    /** Public records with more components that stay records, each with a reason. */
    private static final Map<String, String> CLOSED = Map.ofEntries(
            Map.entry("io.codefleet.Outcome$Completed", "a variant; clients read it only"),
            Map.entry("io.codefleet.Outcome$Failed", "a variant; clients read it only"),
            Map.entry("io.codefleet.Outcome$Cancelled", "a variant; clients read it only"),
            Map.entry("io.codefleet.AgentActivity$ToolStarted", "a variant; what an agent says of a tool at its start"),
            Map.entry("io.codefleet.FleetEvent$TaskEvent", "a variant; clients read it only"),
            Map.entry("io.codefleet.Artifact", "one file; all four facts are needed to read it"),
            Map.entry("io.codefleet.Progress", "one message; what else it says goes into its data"),
            Map.entry("io.codefleet.WorkerPerformance", "counts of one kind of ends; there are no others"),
            Map.entry("io.codefleet.consensus.Candidate", "clients read it only"),
            Map.entry("io.codefleet.consensus.NumericSummary", "the five numbers of a summary"),
            Map.entry("io.codefleet.mapreduce.BatchPrompt", "made by its fluent methods, which change its type"),
            Map.entry("io.codefleet.mapreduce.MapReduce", "made by its fluent methods, which change its type"),
            Map.entry("io.codefleet.mapreduce.MapReduceResult", "clients read it only"),
            Map.entry("io.codefleet.workflow.WorkflowStatus", "clients read it only"),
            Map.entry("io.codefleet.transcript.TranscriptStep$ToolStep", "a variant; clients read it only"),
            Map.entry("io.codefleet.control.api.ApiRouter$Services", "inside the server"),
            Map.entry("io.codefleet.control.auth.ApiKey", "stored as it is; inside the server"),
            Map.entry("io.codefleet.control.auth.Principal", "inside the server"),
            Map.entry("io.codefleet.control.tasks.MetricSeries", "inside the server"),
            Map.entry("io.codefleet.control.tasks.TaskActivity", "inside the server"),
            Map.entry("io.codefleet.control.tasks.TaskFilter", "inside the server"),
            Map.entry("io.codefleet.control.tasks.TaskList", "inside the server"),
            Map.entry("io.codefleet.ScheduleInfo", "clients read it only"));

    /** Types whose methods return themselves and do something, or most of whose methods are called for their effect. */
    private static final Set<String> OWN_EFFECT = Set.of(
            "io.codefleet.Worker",
            "io.codefleet.EventStream",
            "io.codefleet.CodefleetClient",
            "io.codefleet.broker.Broker",
            "io.codefleet.control.auth.ApiKeyStore",
            "io.codefleet.control.auth.ApiKeys");

    /** Modules that are two parts of one thing: the log holds the changes of the store of the in-memory broker. */
    private static final Map<String, String> SHARED_INTERNALS = Map.of(Modules.LOG, Modules.IN_MEMORY);

    private static final String ERRORS = "io.codefleet.error";

    @Test
    void anErrorThatCarriesNothingOfAFeatureIsInThePackageOfErrors() {
        List<String> elsewhere = Modules.classes(Modules.API).stream()
                .filter(type -> type.isAssignableTo(Exception.class) && isPublic(type))
                .filter(type -> !type.getPackageName().equals(ERRORS))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass())
                        .noneMatch(target ->
                                target.getPackageName().equals(type.getPackageName()) && !target.equals(type)))
                .map(JavaClass::getName)
                .toList();
        assertThat(elsewhere)
                .as("exceptions outside %s that need nothing of their package", ERRORS)
                .isEmpty();
    }

    @Test
    void aPublicRecordIsSmall() {
        assertThat(API.stream()
                        .filter(JavaClass::isRecord)
                        .filter(ApiShapeTest::isPublic)
                        .filter(type -> components(type) > MOST_COMPONENTS_OF_A_RECORD)
                        .map(JavaClass::getName))
                .as("public records with more than %d components", MOST_COMPONENTS_OF_A_RECORD)
                .containsExactlyInAnyOrderElementsOf(CLOSED.keySet());
    }

    @Test
    void aValueWithABuilderIsBuiltByItAlone() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass builder : builders()) {
            JavaClass value = builder.getMethod("build").getRawReturnType();
            for (JavaConstructor constructor : value.getConstructors()) {
                if (constructor.getModifiers().contains(JavaModifier.PUBLIC)) {
                    wrong.add(constructor.getFullName() + " is public");
                }
            }
            if (!value.getModifiers().contains(JavaModifier.FINAL)) {
                wrong.add(value.getName() + " is not final");
            }
            if (value.tryGetMethod("toBuilder").isEmpty()) {
                wrong.add(value.getName() + " has no toBuilder()");
            }
            for (JavaMethod setter : setters(builder)) {
                if (value.tryGetMethod(setter.getName()).isEmpty()) {
                    wrong.add(setter.getFullName() + " sets what " + value.getName() + " does not return");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(builders()).hasSizeGreaterThan(20);
    }

    @Test
    void aMethodThatReturnsAChangedCopyMustNotBeCalledInVain() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : API) {
            boolean returnsCopies = type.getMethods().stream()
                    .anyMatch(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                            && !method.getModifiers().contains(JavaModifier.STATIC)
                            && !method.getRawParameterTypes().isEmpty()
                            && method.getRawReturnType().equals(type));
            if (returnsCopies
                    && isPublic(type)
                    && !OWN_EFFECT.contains(type.getName())
                    && !type.getSimpleName().endsWith("Builder")
                    && !type.isAnnotatedWith(CHECK_RETURN_VALUE)) {
                unmarked.add(type.getName());
            }
        }
        assertThat(unmarked)
                .as("types with copying methods and without @CheckReturnValue")
                .isEmpty();
    }

    @Test
    void nobodyUsesAnInternalPackageOfAnotherModule() {
        List<String> uses = Modules.ALL.stream()
                .flatMap(module -> Modules.classes(module).stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> isInternal(dependency.getTargetClass()))
                        .filter(dependency ->
                                !Modules.of(dependency.getTargetClass()).equals(module))
                        .filter(dependency ->
                                !Modules.of(dependency.getTargetClass()).equals(SHARED_INTERNALS.get(module))))
                .map(Dependency::getDescription)
                .toList();
        assertThat(uses).as("uses of internal packages by other modules").isEmpty();
    }

    @Test
    void theEngineAndTheBrokersHaveInternalPackages() {
        for (String module : List.of(Modules.CORE, Modules.IN_MEMORY, Modules.REDIS)) {
            assertThat(Modules.classes(module).stream().filter(ApiShapeTest::isInternal))
                    .as("internal classes of %s", module)
                    .isNotEmpty();
        }
    }

    private static boolean isInternal(JavaClass type) {
        return ("." + type.getPackageName() + ".").contains(".internal.")
                && type.getPackageName().startsWith("io.codefleet");
    }

    private static List<JavaClass> builders() {
        return API.stream()
                .filter(type -> type.getSimpleName().endsWith("Builder") && isPublic(type))
                .toList();
    }

    private static List<JavaMethod> setters(JavaClass builder) {
        return builder.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> !method.getName().equals("build"))
                .toList();
    }

    private static long components(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .count();
    }

    /** Whether it is public, and all that it is nested in. */
    private static boolean isPublic(JavaClass type) {
        return Stream.iterate(
                                type.getEnclosingClass(),
                                java.util.Optional::isPresent,
                                outer -> outer.orElseThrow().getEnclosingClass())
                        .map(java.util.Optional::orElseThrow)
                        .allMatch(outer -> outer.getModifiers().contains(JavaModifier.PUBLIC))
                && type.getModifiers().contains(JavaModifier.PUBLIC);
    }
}
