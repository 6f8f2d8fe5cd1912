package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A file and a method have a size that one reads at once; what is larger is split by its subjects. */
class SizesTest {
    private static final int MAX_FILE_LINES = 400;
    private static final int MAX_METHOD_LINES = 40;

    @Test
    void noFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path folder : Stream.concat(Modules.ALL.stream().map(Modules::sources), Modules.testSources())
                .toList()) {
            for (Path file : JavaSources.below(folder)) {
                try (Stream<String> lines = Files.lines(file)) {
                    long count = lines.count();
                    if (count > MAX_FILE_LINES) {
                        tooLong.add(Modules.ROOT.relativize(file) + " has " + count + " lines");
                    }
                }
            }
        }
        assertThat(tooLong).as("files of more than %d lines", MAX_FILE_LINES).isEmpty();
    }

    @Test
    void noMethodIsTooLong() throws IOException {
        LongMethods methods = JavaSources.scanned(
                JavaSources.ofMainCode(),
                task -> new LongMethods(Trees.instance(task).getSourcePositions()),
                (scanner, unit) -> scanner.scan(unit, unit));
        assertThat(methods.found)
                .as("methods of more than %d lines", MAX_METHOD_LINES)
                .isEmpty();
    }

    /** Counts from the line of the return type, below the annotations, to the last line of the body. */
    private static final class LongMethods extends TreeScanner<@Nullable Void, CompilationUnitTree> {
        private final SourcePositions positions;
        private final List<String> found = new ArrayList<>();

        LongMethods(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            LineMap lines = unit.getLineMap();
            long end = positions.getEndPosition(unit, method);
            if (end >= 0) {
                Tree start = method.getReturnType() == null ? method : method.getReturnType();
                long first = lines.getLineNumber(positions.getStartPosition(unit, start));
                long count = lines.getLineNumber(end) - first + 1;
                if (count > MAX_METHOD_LINES) {
                    found.add(unit.getSourceFile().getName() + ":" + first + " " + method.getName() + " has " + count
                            + " lines");
                }
            }
            return super.visitMethod(method, unit);
        }
    }
}
