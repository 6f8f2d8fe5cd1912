package io.codefleet.internal.orchestration.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.codefleet.json.GuardJson;
import io.codefleet.workflow.template.MissingValueException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
    private static final Map<String, Object> VALUES = Map.of(
            "input",
            new JsonObject("{\"level\": \"high\", \"levels\": [\"high\", \"low\"], \"limit\": 10}").getMap(),
            "steps",
            Map.of(
                    "a",
                    new JsonObject(
                                    "{\"text\": \" high\\n\", \"number\": \" 10.0 \", \"data\": {\"n\": 10, \"big\": "
                                            + "9007199254740993, \"yes\": true, \"list\": [\"x\", 2], \"o\": {\"k\": 1}, \"empty\": \"\"}}")
                            .getMap()));

    private static boolean holds(String json) {
        return Guards.hold(GuardJson.decode(new JsonObject(json.replace('\'', '"')).getMap()), VALUES);
    }

    private static String comparison(String path, String operator, String operand) {
        return "{'value': '{{ " + path + " }}', '" + operator + "': " + operand + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "steps.a.text | equals | 'high' | true",
                "steps.a.text | equals | 'hig' | false",
                "steps.a.text | not_equals | 'low' | true",
                "steps.a.text | equals | '{{ input.level }}' | true",
                "steps.a.data.n | equals | 10 | true",
                "steps.a.data.n | equals | 10.0 | true",
                "steps.a.data.n | equals | '10' | true",
                "steps.a.number | equals | 10 | true",
                "steps.a.data.big | equals | 9007199254740993 | true",
                "steps.a.data.big | equals | 9007199254740992 | false",
                "steps.a.data.yes | equals | true | true",
                "steps.a.data.yes | equals | 'true' | true",
                "steps.a.data.list | equals | ['x', 2] | true",
                "steps.a.data.o | equals | {'k': 1} | true",
                "steps.a.data.o | equals | {'k': 2} | false",
                "steps.a.text | in | ['critical', 'high'] | true",
                "steps.a.text | in | '{{ input.levels }}' | true",
                "steps.a.text | in | [] | false",
                "steps.a.text | not_in | ['critical', 'high'] | false",
                "steps.a.data.list | contains | 2 | true",
                "steps.a.data.list | contains | 'y' | false",
                "steps.a.text | contains | 'ig' | true",
                "steps.a.text | matches | '^ h.*h$' | true",
                "steps.a.text | matches | 'x' | false",
                "steps.a.data.o | matches | '\\\\{.k' | true",
                "steps.a.data.n | exists | true | true",
                "steps.a.data.n.deeper | exists | true | false",
                "steps.a.data.m | exists | false | true",
                "steps.a.data.m? | exists | true | false",
                "steps.a.data.empty | exists | true | true",
                "steps.a.data.n | greater_than | 9 | true",
                "steps.a.data.n | greater_than | 10 | false",
                "steps.a.data.n | at_least | 10 | true",
                "steps.a.data.n | less_than | 10.5 | true",
                "steps.a.number | at_most | '{{ input.limit }}' | true",
                "steps.a.data.m? | greater_than | 0 | false",
                "steps.a.data.m? | equals | 'x' | false",
                "steps.a.data.m? | equals | 0 | false"
            })
    void aComparisonHoldsOrNot(String path, String operator, String operand, boolean holds) {
        assertThat(holds(comparison(path, operator, operand))).isEqualTo(holds);
        assertThat(holds("{'not': " + comparison(path, operator, operand) + "}"))
                .isEqualTo(!holds);
    }

    @Test
    void conditionsAreCombined() {
        String yes = comparison("input.limit", "equals", "10");
        String no = comparison("input.limit", "equals", "11");
        assertThat(holds("{'all': [" + yes + "," + yes + "]}")).isTrue();
        assertThat(holds("{'all': [" + yes + "," + no + "]}")).isFalse();
        assertThat(holds("{'any': [" + no + "," + yes + "]}")).isTrue();
        assertThat(holds("{'any': [" + no + "," + no + "]}")).isFalse();
        assertThat(holds("{'value': '{{ input.limit }}', 'at_least': 5, 'less_than': 11}"))
                .isTrue();
        assertThat(holds("{'value': '{{ input.limit }}', 'at_least': 5, 'less_than': 10}"))
                .isFalse();
    }

    @Test
    void aValueThatIsMissingOrNotOfTheKindIsAFault() {
        assertThatThrownBy(() -> holds(comparison("steps.a.data.m", "equals", "1")))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("there is no 'm'");
        assertThatThrownBy(() -> holds(comparison("steps.a.data.list", "greater_than", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a number but a list");
        assertThatThrownBy(() -> holds(comparison("steps.a.text", "at_most", "1")))
                .hasMessageContaining("is not a number but another text");
        assertThatThrownBy(() -> holds(comparison("steps.a.text", "in", "'{{ input.level }}'")))
                .hasMessageContaining("has no list to compare with");
    }

    @Test
    void anExpressionThatWouldTakeForEverIsGivenUp() {
        assertThatThrownBy(() -> BoundedMatch.find("(x+x+)+y", "x".repeat(5000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("takes too many steps on a text of 5000 characters");
        assertThatThrownBy(() -> BoundedMatch.find("(a|b)*c", "ab".repeat(100_000)))
                .isInstanceOf(InvalidInputException.class);
        assertThat(BoundedMatch.find("end$", "line\n".repeat(100_000) + "end")).isTrue();
    }
}
