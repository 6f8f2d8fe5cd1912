package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.codefleet.json.TaskJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTagsTest {
    private static final Task TASK = Task.of("x");

    private static void assertRefused(Map<String, String> tags, String fault) {
        assertThatThrownBy(() -> TASK.tags(tags))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("tags"))
                .hasMessageContaining(fault);
        assertThatThrownBy(() -> TaskQuery.ALL.tags(tags))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("query.tags"))
                .hasMessageContaining(fault);
    }

    private static Map<String, String> tags(int count) {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            tags.put("k" + i, "v");
        }
        return tags;
    }

    @Test
    void tagsAreInTheOrderOfTheirKeys() {
        Task task = TASK.tag("b", "1").tag("c", "2").tag("a", "3");

        assertThat(task.tags().keySet()).containsExactly("a", "b", "c");
        assertThat(task.tag("b", "4").tags()).containsEntry("b", "4").hasSize(3);
        assertThat(task.tags(Map.of()).tags()).isEmpty();
        assertThatThrownBy(() -> task.tags().put("d", "5")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theOrderInWhichTagsWereGivenIsNotContent() {
        Task one = TASK.tag("a", "1").tag("b", "2");
        Task other = TASK.tag("b", "2").tag("a", "1");

        assertThat(one.contentId().id())
                .isEqualTo(other.contentId().id())
                .isNotEqualTo(TASK.contentId().id());
        assertThat(TaskJson.encode(one.id("t")).encode())
                .isEqualTo(TaskJson.encode(other.id("t")).encode());
    }

    @Test
    void thereAreAtMostSixteen() {
        assertThat(TASK.tags(tags(16)).tags()).hasSize(16);
        assertRefused(tags(17), "has 17 tags, at most 16 are allowed");
    }

    @Test
    void lengthsAreBounded() {
        Map<String, String> longest = Map.of("k".repeat(64), "v".repeat(256));
        assertThat(TASK.tags(longest).tags()).isEqualTo(longest);
        assertRefused(Map.of("k".repeat(65), ""), "has a key of 65 characters, at most 64");
        assertRefused(Map.of("k", "v".repeat(257)), "has a value of 257 characters at the key 'k', at most 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a=b", "-a", "@a", "a\n", "\u0000", "é", "a:b", "{"})
    void aKeyIsAName(String key) {
        assertRefused(Map.of(key, ""), "with a character that is not allowed");
    }

    @Test
    void aKeyIsNotEmpty() {
        assertRefused(Map.of("", "v"), "has an empty key");
    }

    static List<String> unprintable() {
        return List.of(
                "\u0000",
                "a\nb",
                "\r",
                "\t",
                "\u001b[31m",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\ud83d",
                "\ude00x");
    }

    @ParameterizedTest
    @MethodSource("unprintable")
    void aValueHasNoControlCharacters(String value) {
        assertRefused(Map.of("k", value), "at the key 'k'; use printable characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a=b", "é 世 🚀", "'\"\\\\{}|,"})
    void aValueIsAnyOtherText(String value) {
        assertThat(TaskTags.parse("--tag", List.of("k=" + value))).isEqualTo(Map.of("k", value));
    }

    @Test
    void textsThatAreNoTagsAreRefusedByTheirField() {
        assertThatThrownBy(() -> TaskTags.parse("--tag", List.of("a=1", "b")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--tag: 'b' has no value; write it as key=value");
        assertThatThrownBy(() -> TaskTags.parse("--tag", List.of("a=1", "a=1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--tag: has the key 'a' more than once");
        assertThatThrownBy(() -> TaskTags.parse("--tag", List.of("a\u001b[31m" + "x".repeat(1000))))
                .hasMessageNotContaining("\u001b")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
