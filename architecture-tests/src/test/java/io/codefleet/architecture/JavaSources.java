package io.codefleet.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java files of the modules, as paths and as trees of javac. */
final class JavaSources {
    private JavaSources() {}

    /** Returns the Java files below a folder; none without the folder. */
    static List<Path> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Returns the Java files of the main code of all modules. */
    static List<Path> ofMainCode() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : Modules.ALL) {
            sources.addAll(below(Modules.sources(module)));
        }
        return sources;
    }

    /**
     * Parses files, without the types that they use.
     *
     * @param scanner creates what looks at the trees
     * @param scan gives one tree to it
     */
    static <S> S scanned(List<Path> sources, Function<JavacTask, S> scanner, BiConsumer<S, CompilationUnitTree> scan)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            S created = scanner.apply(task);
            for (CompilationUnitTree unit : task.parse()) {
                scan.accept(created, unit);
            }
            return created;
        }
    }
}
