package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every public type that users see says what it is. The compiler's own check ({@code -Xdoclint:missing}) would ask for a
 * comment on each accessor too, which makes people write what the name already says.
 */
class JavadocTest {

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
                Modules.REDIS_SERVER
            })
    void everyPublicTypeHasJavadoc(String module) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources(module)));
            PublicTypes types = new PublicTypes(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                types.scan(unit, false);
            }
            assertThat(types.undocumented)
                    .as("public types of %s without javadoc", module)
                    .isEmpty();
        }
    }

    private static List<Path> sources(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Modules.sources(module))) {
            return files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
        }
    }

    /** Collects undocumented types that are public and in public types only. */
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
}
