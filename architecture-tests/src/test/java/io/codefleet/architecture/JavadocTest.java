package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every public type that users see says what it is. The compiler's own check ({@code -Xdoclint:missing}) would ask for a
 * comment on each accessor too, which makes people write what the name already says.
 */
class JavadocTest {

    /** First words of a clause or pronouns, in place of a phrase that says what a type is. */
    private static final Set<String> NO_SUBJECT =
            Set.of(("how it its someone somebody that there these they this those we "
                            + "what whatever when where whether which who whoever whom whose why you")
                    .split(" "));

    /** The third person: it ends with an s, and no pronoun or noun in use here does so. */
    private static final Pattern VERB = Pattern.compile("(?!as$|its$|this$|less$|unless$|always$|ids$)\\p{Alpha}+s");

    private static final Pattern WORD = Pattern.compile("\\p{Alpha}+");

    @ParameterizedTest
    @ValueSource(
            strings = {
                Modules.API,
                Modules.CORE,
                Modules.IN_MEMORY,
                Modules.REDIS,
                Modules.TCK,
                Modules.YAML,
                Modules.MODEL,
                Modules.CONTROL,
                Modules.AGENT_API,
                Modules.AGENT_OPENCODE,
                Modules.AGENT_WORKSPACE,
                Modules.AGENT_WORKER,
                Modules.MICROMETER,
                Modules.OPENTELEMETRY,
                Modules.SPRING,
                Modules.MCP,
                Modules.TESTING,
                Modules.REDIS_SERVER
            })
    void everyPublicTypeHasJavadoc(String module) throws IOException {
        assertThat(scanned(JavaSources.below(Modules.sources(module)), PublicTypes::new, false).undocumented)
                .as("public types of %s without javadoc", module)
                .isEmpty();
    }

    @Test
    void theJavadocOfATypeBeginsWithANounOrAVerb() throws IOException {
        FirstWords words = scanned(JavaSources.ofMainCode(), FirstWords::new, null);
        Map<String, String> badBeginnings = new TreeMap<>(words.byType);
        badBeginnings.values().removeIf(word -> !word.isEmpty() && !NO_SUBJECT.contains(word));
        assertThat(words.byType).as("documented types of all modules").hasSizeGreaterThan(1000);
        assertThat(badBeginnings)
                .as("types whose javadoc does not begin with what they are")
                .isEmpty();
    }

    @Test
    void theJavadocOfAMethodBeginsWithAVerb() throws IOException {
        FirstWords words = scanned(JavaSources.ofMainCode(), FirstWords::new, null);
        Map<String, String> badBeginnings = new TreeMap<>(words.byMethod);
        badBeginnings.values().removeIf(word -> VERB.matcher(word).matches());
        assertThat(words.byMethod).as("documented methods of all modules").hasSizeGreaterThan(3000);
        assertThat(badBeginnings)
                .as("methods whose javadoc does not begin with a verb, as in Returns, Creates, Ends")
                .isEmpty();
    }

    private static <P extends @Nullable Object, S extends TreePathScanner<?, P>> S scanned(
            List<Path> sources, Function<DocTrees, S> scanner, P argument) throws IOException {
        return JavaSources.scanned(
                sources, task -> scanner.apply(DocTrees.instance(task)), (types, unit) -> types.scan(unit, argument));
    }

    /** Scanner for types that are public and in public types only. */
    private static final class PublicTypes extends TreePathScanner<@Nullable Void, Boolean> {

        private final DocTrees docs;
        private final List<String> undocumented = new ArrayList<>();

        PublicTypes(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, Boolean inInterface) {
            boolean isAnonymous = type.getSimpleName().isEmpty();
            if (isAnonymous || (!inInterface && !type.getModifiers().getFlags().contains(Modifier.PUBLIC))) {
                return null;
            }
            if (docs.getDocComment(getCurrentPath()) == null) {
                undocumented.add(getCurrentPath().getCompilationUnit().getPackageName() + "." + type.getSimpleName());
            }
            boolean membersArePublic =
                    type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
            return super.visitClass(type, membersArePublic);
        }
    }

    /** Scanner for the first words of the javadoc of all types and methods. */
    private static final class FirstWords extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees docs;
        /** The word by type, in lower case; empty if a public type has none. */
        private final Map<String, String> byType = new TreeMap<>();

        /** The word by type and method, in lower case; not of tests of conformance kits, whose names say what they check. */
        private final Map<String, String> byMethod = new TreeMap<>();

        FirstWords(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            String comment = docs.getDocComment(getCurrentPath());
            boolean isTopLevel = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
            if (comment != null || (isTopLevel && type.getModifiers().getFlags().contains(Modifier.PUBLIC))) {
                Matcher word = WORD.matcher(comment == null ? "" : comment);
                byType.put(
                        getCurrentPath().getCompilationUnit().getPackageName() + "." + type.getSimpleName(),
                        word.find() ? word.group().toLowerCase(Locale.ROOT) : "");
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            String comment = docs.getDocComment(getCurrentPath());
            boolean isTest = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().matches("\\w*Test|Property"));
            if (comment != null && !isTest && !comment.strip().startsWith("@")) {
                Matcher word = WORD.matcher(comment.replaceFirst("^\\s*\\{@\\w+", ""));
                ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
                byMethod.put(
                        getCurrentPath().getCompilationUnit().getPackageName() + "." + type.getSimpleName() + "."
                                + method.getName() + method.getParameters(),
                        word.find() ? word.group().toLowerCase(Locale.ROOT) : "");
            }
            return super.visitMethod(method, null);
        }
    }
}
