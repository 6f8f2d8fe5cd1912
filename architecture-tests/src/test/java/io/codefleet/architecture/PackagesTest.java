package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class PackagesTest {

    private static final JavaClasses ALL = Modules.classes(Modules.ALL.toArray(String[]::new));

    @Test
    void packagesFormNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new EachPackage())
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = ALL.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toList());
        assertThat(unmarked)
                .as("packages without @NullMarked in their package-info.java")
                .isEmpty();
    }

    /**
     * One slice a package; a package and those below it are apart. The entry points are one slice of their own: the client
     * names the values of every kind of run, whose packages use the root package.
     */
    private static final class EachPackage implements SliceAssignment {
        private static final Set<String> ENTRY_POINTS =
                Set.of("io.codefleet.Codefleet", "io.codefleet.CodefleetClient", "io.codefleet.CodefleetProvider");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (ENTRY_POINTS.contains(type.getName())) {
                return SliceIdentifier.of("entry points");
            }
            return type.getPackageName().startsWith("io.codefleet")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
