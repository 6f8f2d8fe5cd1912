package io.codefleet.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.codefleet.ErrorKind;
import io.codefleet.error.CodefleetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void eachExceptionOfTheSdkHasItsKindOfProblem() {
        List<Class<?>> exceptions = new ClassFileImporter()
                .importPackages("io.codefleet").stream()
                        .filter(type -> type.isAssignableTo(CodefleetException.class))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .<Class<?>>map(type -> type.reflect())
                        .filter(type -> type.getProtectionDomain()
                                .getCodeSource()
                                .equals(CodefleetException.class
                                        .getProtectionDomain()
                                        .getCodeSource()))
                        .toList();
        assertThat(exceptions).hasSizeGreaterThan(15);
        Map<ProblemKind, Class<?>> taken = new HashMap<>();
        for (Class<?> exception : exceptions) {
            assertThat(Problems.kind(exception)).as(exception.getName()).isPresent();
            if (exception.getPackage().equals(CodefleetException.class.getPackage())) {
                ProblemKind kind = Problems.kind(exception).orElseThrow();
                assertThat(taken.put(kind, exception))
                        .as("%s has a kind of its own", exception.getName())
                        .isNull();
            }
        }
    }

    @Test
    void eachErrorOfAnOutcomeIsExplainedByItsKind() {
        Set<String> texts = new HashSet<>();
        for (ErrorKind kind : ErrorKind.values()) {
            OutcomeError error = OutcomeError.of(kind.code()).orElseThrow();
            assertThat(error.kind()).isEqualTo(kind);
            assertThat(error.meaning()).endsWith(".");
            assertThat(error.remedy()).endsWith(".");
            assertThat(List.of(error.title(), error.meaning(), error.remedy()))
                    .as("%s has texts of its own", kind)
                    .allMatch(texts::add);
        }
    }

    @Test
    void eachKindIsExplained() {
        assertThat(Arrays.stream(ProblemKind.values()).map(ProblemKind::code)).doesNotHaveDuplicates();
        for (ProblemKind kind : ProblemKind.values()) {
            assertThat(kind.code()).matches("[a-z]+(-[a-z]+)*");
            assertThat(kind.meaning()).endsWith(".");
            assertThat(kind.remedy()).endsWith(".");
            assertThat(kind.status()).isBetween(400, 599);
        }
    }
}
