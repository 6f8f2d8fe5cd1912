package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks the names of types and methods. A simple name of a type is used once in the main code of all modules, so that a reader
 * needs no import to know what it means.
 *
 * <p>Three kinds of nested types may share a name, as they are read with their owner: private ones, unless a top-level type
 * has the name; the variants of a sealed interface; and those in {@link #ROLES}.
 */
class NamesTest {

    /** Names of nested types that state their role for the owner. */
    private static final Set<String> ROLES =
            Set.of("Builder", "Change", "Entry", "Key", "Kind", "Reason", "Result", "Scope");

    /** Words that are not terms of the field; CONTRIBUTING.md says what to use. */
    private static final Set<String> BANNED = Set.of(
            "alike", "anew", "beside", "hear", "heard", "hears", "mend", "mended", "mends", "pile", "piles", "said",
            "shall", "spoilt", "tale", "tell", "telling", "tells", "told", "upkeep", "whoever", "whole");

    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");

    @Test
    void aSimpleNameIsUsedOnce() throws IOException {
        Map<String, List<Declared>> byName = new TreeMap<>();
        for (Declared type : declarations(Modules.ALL.stream().map(Modules::sources)).types) {
            byName.computeIfAbsent(type.name, name -> new ArrayList<>()).add(type);
        }
        List<String> shared = new ArrayList<>();
        byName.forEach((name, types) -> {
            if (types.stream().filter(Declared::counts).count() > 1
                    || (types.size() > 1 && types.stream().anyMatch(type -> type.owner.isEmpty()))) {
                shared.add(name + " of " + types.stream().map(Declared::where).toList());
            }
        });
        assertThat(shared).as("simple names that several types have").isEmpty();
    }

    @Test
    void namesAreTermsOfTheField() throws IOException {
        Stream<Path> folders = Stream.concat(Modules.ALL.stream().map(Modules::sources), Modules.testSources());
        assertThat(declarations(folders).banned)
                .as("types and methods whose names have a banned word")
                .isEmpty();
    }

    private static Declarations declarations(Stream<Path> folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders.toList()) {
            sources.addAll(JavaSources.below(folder));
        }
        return JavaSources.scanned(
                sources, task -> new Declarations(), (declarations, unit) -> declarations.scan(unit, null));
    }

    private record Declared(String name, String owner, String where, boolean isPrivate, boolean isVariant) {
        boolean counts() {
            return owner.isEmpty() || !(isPrivate || isVariant || ROLES.contains(name));
        }
    }

    private static final class Declarations extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final List<Declared> types = new ArrayList<>();
        private final List<String> banned = new ArrayList<>();

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            String name = type.getSimpleName().toString();
            if (!name.isEmpty()) {
                TreePath parent = getCurrentPath().getParentPath();
                ClassTree owner = parent.getLeaf() instanceof ClassTree outer ? outer : null;
                types.add(new Declared(
                        name,
                        owner == null ? "" : owner.getSimpleName().toString(),
                        where(),
                        type.getModifiers().getFlags().contains(Modifier.PRIVATE),
                        owner != null && owner.getModifiers().getFlags().contains(Modifier.SEALED)));
                check(name);
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            check(method.getName().toString());
            return super.visitMethod(method, null);
        }

        private String where() {
            return getCurrentPath().getCompilationUnit().getPackageName().toString();
        }

        private void check(String name) {
            Matcher words = WORD.matcher(name);
            while (words.find()) {
                if (BANNED.contains(words.group().toLowerCase(Locale.ROOT))) {
                    banned.add(name + " in " + where());
                    return;
                }
            }
        }
    }
}
