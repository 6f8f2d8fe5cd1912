package io.codefleet.internal.orchestration.workflow;

import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Guard.All;
import io.codefleet.workflow.Guard.Any;
import io.codefleet.workflow.Guard.Comparison;
import io.codefleet.workflow.Guard.Not;
import io.codefleet.workflow.template.MissingValueException;
import io.codefleet.workflow.template.Reference;
import io.codefleet.workflow.template.Template;
import io.vertx.core.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluation of conditions. The same values give the same answer, in every process. */
final class Guards {
    /** More digits are no number that anybody compares. */
    private static final int MAX_NUMBER_LENGTH = 100;

    private Guards() {}

    /**
     * Returns whether the condition of a guard holds.
     *
     * @throws MissingValueException if a value is not there, and its reference does not end in a question mark
     * @throws InvalidInputException if a value cannot be compared as asked for
     */
    static boolean hold(Guard guard, Map<String, ?> values) {
        if (guard instanceof Comparison comparison) {
            return holds(comparison, values);
        }
        if (guard instanceof Not not) {
            return !hold(not.guard(), values);
        }
        return guard instanceof All all
                ? all.guards().stream().allMatch(each -> hold(each, values))
                : ((Any) guard).guards().stream().anyMatch(each -> hold(each, values));
    }

    private static boolean holds(Comparison comparison, Map<String, ?> values) {
        Template template = Template.parse("when", comparison.value());
        if (comparison.operator() == Guard.Operator.EXISTS) {
            return comparison.operand().equals(exists(template.references().get(0), values));
        }
        Object value = template.value(values);
        if (comparison.operator() == Guard.Operator.MATCHES) {
            return BoundedMatch.find(String.valueOf(comparison.operand()), text(value));
        }
        Object operand = TaskTemplate.fill("when", comparison.operand(), values);
        return switch (comparison.operator()) {
            case EQUALS -> same(value, operand);
            case NOT_EQUALS -> !same(value, operand);
            case IN -> list(comparison, operand).stream().anyMatch(each -> same(value, each));
            case NOT_IN -> list(comparison, operand).stream().noneMatch(each -> same(value, each));
            case CONTAINS ->
                value instanceof List<?> list
                        ? list.stream().anyMatch(each -> same(each, operand))
                        : text(value).contains(text(operand));
            default -> ordered(comparison, value, operand);
        };
    }

    private static boolean exists(Reference reference, Map<String, ?> values) {
        try {
            new Reference(reference.path(), false).in(values);
            return true;
        } catch (MissingValueException e) {
            return false;
        }
    }

    private static String text(Object value) {
        return value instanceof String words ? words : Json.encode(value);
    }

    /**
     * Returns whether two values are equal. A text equals the number, or the true or false, that it spells: agents answer in
     * text.
     */
    private static boolean same(Object one, Object other) {
        if (one instanceof Number || other instanceof Number) {
            Optional<BigDecimal> left = number(one);
            Optional<BigDecimal> right = number(other);
            return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
        }
        if (one instanceof List<?> || one instanceof Map<?, ?>) {
            return one.equals(other);
        }
        return text(one).strip().equals(text(other).strip());
    }

    private static List<?> list(Comparison comparison, Object operand) {
        if (operand instanceof List<?> list) {
            return list;
        }
        throw new InvalidInputException(
                "when", comparison.operator().key() + " of " + comparison.value() + " has no list to compare with");
    }

    private static Optional<BigDecimal> number(Object value) {
        String text = value instanceof Number || value instanceof String
                ? value.toString().strip()
                : "";
        try {
            return text.isEmpty() || text.length() > MAX_NUMBER_LENGTH
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a comparison of numbers holds. It does not for an empty text, which is the value of a reference with a
     * question mark where there is nothing.
     */
    private static boolean ordered(Comparison comparison, Object value, Object operand) {
        if ("".equals(value)) {
            return false;
        }
        int order = numberOf(comparison, "the value", value).compareTo(numberOf(comparison, "the operand", operand));
        return switch (comparison.operator()) {
            case GREATER_THAN -> order > 0;
            case AT_LEAST -> order >= 0;
            case LESS_THAN -> order < 0;
            default -> order <= 0;
        };
    }

    private static BigDecimal numberOf(Comparison comparison, String which, Object value) {
        return number(value)
                .orElseThrow(() -> new InvalidInputException(
                        "when",
                        which + " of " + comparison.value() + " "
                                + comparison.operator().key() + " is not a number but " + kind(value)
                                + "; compare numbers only"));
    }

    private static String kind(Object value) {
        return value instanceof List ? "a list" : value instanceof Map ? "an object" : "another text";
    }
}
