package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Compiles every Java block of the documents. A block is a whole file, or statements, or one expression; {@code
 * code-blocks-context.txt} declares what the statements use.
 */
class CodeBlocksTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```java[^\\n]*\\n(.*?)^ *```");
    private static final Pattern FENCE = Pattern.compile(" *(`{3,}|~{3,})([^`]*)");
    private static final Path CONTEXT = Path.of("src/test/resources/code-blocks-context.txt");

    @Test
    void everyJavaBlockCompiles() throws IOException {
        List<Source> sources = new ArrayList<>();
        String context = Files.readString(CONTEXT);
        for (Path document : documents()) {
            Matcher blocks = BLOCK.matcher(Files.readString(document));
            while (blocks.find()) {
                sources.add(source(sources.size(), document, blocks.group(2), context));
            }
        }
        assertThat(sources).as("the blocks").hasSizeGreaterThan(20);
        assertThat(faults(sources)).as("faults of Java blocks in documents").isEmpty();
    }

    /** A test of blocks, and a reader's editor, find a block by its language. */
    @Test
    void everyBlockNamesItsLanguage() throws IOException {
        List<String> unnamed = new ArrayList<>();
        for (Path document : documents()) {
            unnamed(Files.readAllLines(document))
                    .forEach(line -> unnamed.add(Modules.ROOT.relativize(document) + ":" + line));
        }
        assertThat(unnamed)
                .as("blocks without a language; that of an output is 'text'")
                .isEmpty();
        assertThat(unnamed(List.of("```sh", "a", "```", "", "- b:", "  ```", "  c", "  ```", "````", "```", "````")))
                .containsExactly(6, 9);
    }

    /** Returns the numbers of the lines in which blocks without a language begin. */
    private static List<Integer> unnamed(List<String> lines) {
        List<Integer> unnamed = new ArrayList<>();
        String open = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                continue;
            }
            if (open.isEmpty()) {
                open = fence.group(1);
                if (fence.group(2).isEmpty()) {
                    unnamed.add(i + 1);
                }
            } else if (fence.group(1).startsWith(open) && fence.group(2).isEmpty()) {
                open = "";
            }
        }
        return unnamed;
    }

    @Test
    void aBlockThatDoesNotCompileIsNamedByItsDocument() throws IOException {
        Path document = Modules.ROOT.resolve("README.md");
        List<Source> sources = List.of(source(0, document, "fleet.submit(task);\n", Files.readString(CONTEXT)));
        assertThat(faults(sources)).singleElement().asString().startsWith("README.md: cannot find symbol");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(Modules.ROOT)) {
            return all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !Modules.ROOT
                            .relativize(file)
                            .toString()
                            .matches("(?:.*/)?(?:target|node_modules|\\.[^/]*)/.*"))
                    .sorted()
                    .toList();
        }
    }

    private static Source source(int number, Path document, String block, String context) {
        String head = "package blocks.n" + number + ";\n";
        if (block.startsWith("import ")) {
            return new Source(document, number, head + block);
        }
        String text = block.strip();
        String body = text.endsWith(";") || text.endsWith("}") || text.matches("(?s).*;\\s*//[^\\n]*")
                ? block
                : "Object value =\n" + block + ";";
        String member = text.matches("(?s)(@\\w+[^\\n]*\\s+)*(final )?class .*")
                ? body
                : "void example() throws Exception {\n" + body + "\n}";
        return new Source(document, number, head + imports() + context.formatted(member));
    }

    private static String imports() {
        Path api = Modules.sources(Modules.API);
        try (Stream<Path> files = Files.walk(api)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> api.relativize(file.getParent()).toString().replace('/', '.'))
                    .sorted()
                    .map(name -> "import " + name + ".*;\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> faults(List<Source> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
        JavacTask task = (JavacTask) compiler.getTask(null, null, found, options, null, sources);
        try {
            task.analyze();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(CodeBlocksTest::describe)
                .toList();
    }

    private static String describe(Diagnostic<? extends JavaFileObject> fault) {
        Source source = (Source) fault.getSource();
        String line =
                source.text.lines().skip(fault.getLineNumber() - 1).findFirst().orElse("");
        return Modules.ROOT.relativize(source.document) + ": "
                + fault.getMessage(Locale.ROOT).replaceAll("\\s+", " ") + " in: " + line.strip();
    }

    /** A block as a source file. */
    private static final class Source extends SimpleJavaFileObject {
        private final Path document;
        private final String text;

        Source(Path document, int number, String text) {
            super(URI.create("string:///blocks/n" + number + "/Example.java"), Kind.SOURCE);
            this.document = document;
            this.text = text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
