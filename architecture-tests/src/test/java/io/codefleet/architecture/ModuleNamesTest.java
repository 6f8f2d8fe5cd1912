package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Published modules can be used on the module path: each has a stable name, and no package is in two of them. */
class ModuleNamesTest {

    private static final List<String> PUBLISHED = PublishedModules.folders();

    private static final Pattern NAME = Pattern.compile("<module\\.name>([^<]*)</module\\.name>");

    @Test
    void eachPublishedModuleHasANameOfItsOwn() throws IOException {
        Map<String, String> moduleByName = new HashMap<>();
        for (String module : PUBLISHED) {
            Matcher name =
                    NAME.matcher(Files.readString(Modules.ROOT.resolve(module).resolve("pom.xml")));
            assertThat(name.find())
                    .as("%s/pom.xml sets the property module.name", module)
                    .isTrue();
            assertThat(name.group(1)).matches("io\\.codefleet(\\.[a-z]+)+");
            assertThat(moduleByName.put(name.group(1), module))
                    .as("another module named %s", name.group(1))
                    .isNull();
        }
        assertThat(Files.readString(Modules.ROOT.resolve("pom.xml")))
                .contains("<Automatic-Module-Name>${module.name}</Automatic-Module-Name>");
    }

    @Test
    void noPackageIsInTwoPublishedModules() throws IOException {
        Map<String, Set<String>> modulesByPackage = new TreeMap<>();
        for (String module : PUBLISHED) {
            Path compiled = Modules.compiled(module);
            try (Stream<Path> files = Files.walk(compiled)) {
                files.filter(file -> file.toString().endsWith(".class"))
                        .map(file -> compiled.relativize(file.getParent()).toString())
                        .forEach(name -> modulesByPackage
                                .computeIfAbsent(name, each -> new TreeSet<>())
                                .add(module));
            }
        }
        assertThat(modulesByPackage).hasSizeGreaterThan(50);
        modulesByPackage.values().removeIf(modules -> modules.size() == 1);
        assertThat(modulesByPackage).isEmpty();
    }
}
