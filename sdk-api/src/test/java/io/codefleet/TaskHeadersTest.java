package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHeadersTest {
    private static final Task TASK = Task.of("x");

    private static void assertRefused(Map<String, String> headers, String fault) {
        assertThatThrownBy(() -> TASK.headers(headers))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("headers"))
                .hasMessageContaining(fault);
    }

    private static Map<String, String> headers(int count, int length) {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            headers.put("k" + (10 + i), "v".repeat(length));
        }
        return headers;
    }

    @Test
    void headersAreInTheOrderOfTheirNames() {
        Task task = TASK.header("b", "1").header("c", "2").header("a", "3");

        assertThat(task.headers().keySet()).containsExactly("a", "b", "c");
        assertThat(task.header("b", "4").headers()).containsEntry("b", "4").hasSize(3);
        assertThat(task.headers(Map.of()).headers()).isEmpty();
        assertThatThrownBy(() -> task.headers().put("d", "5")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void headersAreNotContent() {
        Task traced = TASK.header(TaskHeaders.TRACEPARENT, "00-1-2-01");

        assertThat(traced.contentId().id()).isEqualTo(TASK.contentId().id());
        assertThat(traced).isNotEqualTo(TASK);
        assertThat(traced.isSameTask(TASK)).isTrue();
        assertThat(TASK.isSameTask(traced)).isTrue();
        assertThat(traced.isSameTask(TASK.priority(9))).isFalse();
        assertThat(traced.isSameTask(traced.withNewId())).isFalse();
    }

    @Test
    void whatIsInheritedReplacesNothing() {
        Task child = TASK.header("a", "own");

        assertThat(child.inheritHeaders(Map.of("a", "parent", "b", "parent")).headers())
                .isEqualTo(Map.of("a", "own", "b", "parent"));
        assertThat(child.inheritHeaders(Map.of())).isSameAs(child);
    }

    @Test
    void aReservedHeaderThatIsInheritedReplacesTheTasksOwn() {
        Task child = TASK.headers(Map.of("codefleet/depth", "0", "codefleet/own", "1", "a", "own"));

        assertThat(child.inheritHeaders(Map.of("codefleet/depth", "3", "a", "parent"))
                        .headers())
                .isEqualTo(Map.of("codefleet/depth", "3", "codefleet/own", "1", "a", "own"));
    }

    @Test
    void aTaskWithATraceOfItsOwnInheritsNothingOfAnother() {
        Map<String, String> other = Map.of(
                TaskHeaders.TRACEPARENT,
                "00-b",
                TaskHeaders.TRACESTATE,
                "b",
                TaskHeaders.BAGGAGE,
                "b",
                "tenant",
                "shop");
        Task own = Task.of("x").header(TaskHeaders.TRACEPARENT, "00-a");

        assertThat(own.inheritHeaders(other)).isEqualTo(own.header("tenant", "shop"));
    }

    @Test
    void aTraceWithoutRoomIsNotInheritedAndOthersAreRefused() {
        Task full = TASK.headers(headers(15, 1));
        Map<String, String> trace = Map.of(TaskHeaders.TRACEPARENT, "00-1-2-01", TaskHeaders.TRACESTATE, "vendor=1");
        Map<String, String> more = new TreeMap<>(trace);
        more.put("tenant", "shop");

        assertThat(full.inheritHeaders(trace)).isSameAs(full);
        assertThat(full.inheritHeaders(more)).isEqualTo(full.header("tenant", "shop"));
        Task fuller = full.header("k", "v");
        assertThatThrownBy(() -> fuller.inheritHeaders(more))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 17 headers");
    }

    @Test
    void thereAreAtMostSixteen() {
        assertThat(TASK.headers(headers(16, 1)).headers()).hasSize(16);
        assertRefused(headers(17, 1), "has 17 headers, at most 16 are allowed");
    }

    @Test
    void lengthsAreBounded() {
        Map<String, String> longest = Map.of("k".repeat(64), "v".repeat(8192));
        assertThat(TASK.headers(longest).headers()).isEqualTo(longest);
        assertRefused(Map.of("k".repeat(65), ""), "has a name of 65 characters, at most 64");
        assertRefused(Map.of("k", "v".repeat(8193)), "has a value of 8193 characters at the name 'k', at most 8192");
        assertThat(TASK.headers(headers(4, 4093)).headers()).hasSize(4);
        assertRefused(headers(4, 4094), "has names and values of 16388 characters in all, at most 16384");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a=b", "-a", "a\n", "é", "a:b", ""})
    void aNameIsAName(String name) {
        assertRefused(Map.of(name, ""), "name");
    }

    @ParameterizedTest
    @MethodSource("io.codefleet.TaskTagsTest#unprintable")
    void aValueHasNoControlCharacters(String value) {
        assertRefused(Map.of("k", value), "at the name 'k'; use printable characters");
    }
}
