package io.codefleet.workflow;

import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.template.Template;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A condition on values of a run: inputs, and outputs of steps that have ended. It decides whether a step runs ({@link Step#when})
 * and when it has been repeated enough ({@link Repeat}). Immutable.
 *
 * <pre>{@code
 * Guard.of("{{ steps.check.data.severity }}", Guard.Operator.IN, List.of("high", "critical"))
 * }</pre>
 */
public sealed interface Guard {
    /** The deepest nesting, and the most parts of one. */
    int MAX_PARTS = 100;

    /** Operator of a comparison. */
    enum Operator {
        /** It is the operand: numbers by their value, texts without blanks around them; a text is also the number it shows. */
        EQUALS("equals"),
        /** It is not. */
        NOT_EQUALS("not_equals"),
        /** It equals one of a list. */
        IN("in"),
        /** It equals none of a list. */
        NOT_IN("not_in"),
        /** It is a text with the operand in it, or a list with the operand in it. */
        CONTAINS("contains"),
        /** The operand, a {@link Pattern}, is found in its text. */
        MATCHES("matches"),
        /** It is there ({@code true}), or is missing ({@code false}). */
        EXISTS("exists"),
        /** It is a number above the operand. */
        GREATER_THAN("greater_than"),
        /** It is a number not below the operand. */
        AT_LEAST("at_least"),
        /** It is a number below the operand. */
        LESS_THAN("less_than"),
        /** It is a number not above the operand. */
        AT_MOST("at_most");

        private final String key;

        Operator(String key) {
            this.key = key;
        }

        /** Returns the name of the operator in files and in stored workflows, such as {@code greater_than}. */
        public String key() {
            return key;
        }

        boolean isOfNumbers() {
            return this == GREATER_THAN || this == AT_LEAST || this == LESS_THAN || this == AT_MOST;
        }
    }

    /**
     * One value against an operand.
     *
     * @param value a template that is nothing but one reference, such as {@code {{ steps.check.data.severity }}}
     * @param operator how they are compared
     * @param operand a JSON value; its texts are templates, but for {@link Operator#MATCHES}
     */
    record Comparison(String value, Operator operator, Object operand) implements Guard {
        /** @throws InvalidInputException if the value is not a reference, or the operand is not of the operator's kind */
        public Comparison {
            if (!Template.parse("when", value).isReference()) {
                throw new InvalidInputException(
                        "when", "'" + value + "' is not one reference; write it as {{ steps.check.data.severity }}");
            }
            Names.json("when." + operator.key(), operand);
            String fault = fault(operator, operand);
            if (!fault.isEmpty()) {
                throw new InvalidInputException("when." + operator.key(), fault);
            }
        }

        private static String fault(Operator operator, Object operand) {
            boolean isReference = operand instanceof String text
                    && operator != Operator.MATCHES
                    && Template.parse("when." + operator.key(), text).isReference();
            if (operator == Operator.EXISTS) {
                return operand instanceof Boolean ? "" : "takes true or false";
            }
            if (operator == Operator.MATCHES) {
                return operand instanceof String pattern ? patternFault(pattern) : "takes a text, a regular expression";
            }
            if (operator == Operator.IN || operator == Operator.NOT_IN) {
                return operand instanceof List || isReference ? "" : "takes a list of values";
            }
            return !operator.isOfNumbers() || operand instanceof Number || isReference ? "" : "takes a number";
        }

        private static String patternFault(String pattern) {
            try {
                Pattern.compile(pattern);
                return "";
            } catch (PatternSyntaxException e) {
                return "'" + pattern + "' is not a regular expression: " + e.getDescription();
            }
        }
    }

    /**
     * All hold.
     *
     * @param guards at least one
     */
    record All(List<Guard> guards) implements Guard {
        /** @throws InvalidInputException if there are none, or too many */
        public All {
            guards = checked("when.all", guards);
        }
    }

    /**
     * At least one holds.
     *
     * @param guards at least one
     */
    record Any(List<Guard> guards) implements Guard {
        /** @throws InvalidInputException if there are none, or too many */
        public Any {
            guards = checked("when.any", guards);
        }
    }

    /**
     * One does not hold.
     *
     * @param guard which
     */
    record Not(Guard guard) implements Guard {}

    private static List<Guard> checked(String field, List<Guard> guards) {
        if (guards.isEmpty() || guards.size() > MAX_PARTS) {
            throw new InvalidInputException(
                    field, "has " + guards.size() + " conditions, must have from 1 to " + MAX_PARTS);
        }
        return List.copyOf(guards);
    }

    /**
     * Creates a guard that compares one value with an operand.
     *
     * @throws InvalidInputException if the value is not a reference, or the operand is not of the operator's kind
     */
    static Guard of(String value, Operator operator, Object operand) {
        return new Comparison(value, operator, operand);
    }
}
