package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all values with a builder have in common, tried with two values of each type that differ in every component. */
class ValuesTest {

    static Stream<ValuePairs.Pair> pairs() {
        return ValuePairs.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aBuilderOfAValueBuildsAnEqualOne(ValuePairs.Pair pair) throws Exception {
        Object copy = build(builderOf(pair.one()));

        assertThat(copy).isNotSameAs(pair.one()).isEqualTo(pair.one()).hasSameHashCodeAs(pair.one());
        assertThat(copy).hasToString(pair.one().toString());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachComponentCanBeSetAndReadAndCounts(ValuePairs.Pair pair) throws Exception {
        Object all = builderOf(pair.one());
        for (Method setter : setters(pair.one())) {
            if (pair.same().contains(setter.getName())) {
                continue;
            }
            Object other = read(pair.two(), setter.getName());
            assertThat(other)
                    .as("%s of the second value", setter.getName())
                    .isNotEqualTo(read(pair.one(), setter.getName()));

            Object builder = builderOf(pair.one());
            setter.invoke(builder, plain(other));
            Object changed = build(builder);
            assertThat(read(changed, setter.getName())).isEqualTo(other);
            assertThat(changed).as("a value with another %s", setter.getName()).isNotEqualTo(pair.one());

            setter.invoke(all, plain(other));
        }
        assertThat(build(all)).isEqualTo(pair.two()).hasSameHashCodeAs(pair.two());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anOptionalComponentCanBeCleared(ValuePairs.Pair pair) throws Exception {
        for (Method setter : setters(pair.one())) {
            if (read(pair.one(), setter.getName()) instanceof Optional) {
                Object builder = builderOf(pair.one());
                setter.invoke(builder, new Object[] {null});

                assertThat(read(build(builder), setter.getName()))
                        .as(setter.getName())
                        .isEqualTo(Optional.empty());
            }
        }
    }

    @Test
    void everyValueWithABuilderIsTried() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Task.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> tried = ValuePairs.all().stream()
                .map(pair -> pair.one().getClass().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.walk(classes)) {
            Set<String> built = files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith("Builder.class"))
                    .map(file -> file.replaceAll("[$]?Builder[.]class$", "").replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(built).isEqualTo(tried);
        }
    }

    private static List<Method> setters(Object value) throws Exception {
        return Arrays.stream(builderOf(value).getClass().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !method.getName().equals("build"))
                .toList();
    }

    private static Object builderOf(Object value) throws Exception {
        return value.getClass().getMethod("toBuilder").invoke(value);
    }

    private static Object build(Object builder) throws Exception {
        return builder.getClass().getMethod("build").invoke(builder);
    }

    private static Object read(Object value, String component) throws Exception {
        return value.getClass().getMethod(component).invoke(value);
    }

    private static Object plain(Object component) {
        return component instanceof Optional<?> optional ? optional.get() : component;
    }
}
