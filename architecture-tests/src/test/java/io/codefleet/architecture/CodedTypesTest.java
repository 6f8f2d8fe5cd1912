package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The codes of each type whose constants are stored are in the list of a test, so that none is changed or lost. */
class CodedTypesTest {
    private static final String CODED = "io.codefleet.Coded";
    private static final String LIST = "NamesTest.java";

    @Test
    void everyTypeWithCodesIsInOneListOfNames() throws IOException {
        List<String> lists = new ArrayList<>();
        for (Path folder : Modules.testSources().toList()) {
            for (Path file : JavaSources.below(folder)) {
                if (file.toString().endsWith(LIST)) {
                    lists.add(Files.readString(file));
                }
            }
        }
        List<JavaClass> coded = Modules.classes(Modules.ALL.toArray(String[]::new)).stream()
                .filter(type -> type.isEnum() && type.isAssignableTo(CODED))
                .toList();

        assertThat(coded).hasSizeGreaterThan(20);
        assertThat(coded.stream().collect(Collectors.toMap(JavaClass::getName, type -> occurrences(lists, type))))
                .allSatisfy((type, count) -> assertThat(count).as(type).isOne());
    }

    /** Returns in how many of the lists all constants of a type are read. */
    private static long occurrences(List<String> lists, JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        Pattern read = Pattern.compile("(?<![\\w.])" + Pattern.quote(name.replace('$', '.')) + "\\.values\\(\\)");
        return lists.stream().filter(list -> read.matcher(list).find()).count();
    }
}
