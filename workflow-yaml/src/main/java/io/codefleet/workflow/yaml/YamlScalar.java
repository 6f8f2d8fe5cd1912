package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A single value of a YAML file by the rules of YAML 1.1.
 *
 * @param node what it means
 * @param isAsWritten whether that looks as it is written; {@code no}, {@code 1.10} and {@code 010} do not
 */
record YamlScalar(JsonNode node, boolean isAsWritten) {
    private static final Set<String> TRUE = Set.of("true", "yes", "on");

    static YamlScalar of(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return new YamlScalar(NullNode.getInstance(), true);
        }
        if (tag.equals(Tag.BOOL)) {
            boolean value = TRUE.contains(text.toLowerCase(Locale.ROOT));
            return new YamlScalar(BooleanNode.valueOf(value), text.equals(String.valueOf(value)));
        }
        // a time of day is not a number to the base of sixty
        if (tag.equals(Tag.INT) && text.indexOf(':') < 0) {
            BigInteger value = integer(text.replace("_", "").toLowerCase(Locale.ROOT));
            return new YamlScalar(number(value), text.equals(value.toString()));
        }
        if (tag.equals(Tag.FLOAT) && text.chars().noneMatch(c -> c == ':') && hasDigit(text)) {
            BigDecimal value = new BigDecimal(text.replace("_", ""));
            if (Double.isFinite(value.doubleValue())) {
                return new YamlScalar(DecimalNode.valueOf(value), text.equals(Double.toString(value.doubleValue())));
            }
        }
        return new YamlScalar(TextNode.valueOf(text), true);
    }

    private static boolean hasDigit(String text) {
        return text.chars().anyMatch(Character::isDigit);
    }

    private static BigInteger integer(String text) {
        String digits = text.replaceFirst("^[-+]", "");
        BigInteger value = digits.startsWith("0b")
                ? new BigInteger(digits.substring(2), 2)
                : digits.startsWith("0x")
                        ? new BigInteger(digits.substring(2), 16)
                        : new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
        return text.startsWith("-") ? value.negate() : value;
    }

    private static JsonNode number(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : big(value);
    }

    private static BigIntegerNode big(BigInteger value) {
        return (BigIntegerNode) JsonNodeFactory.instance.numberNode(value);
    }
}
