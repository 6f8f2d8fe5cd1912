package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;

/**
 * The bounds of every amount of US dollars: from zero to {@link #MAX}, in at most {@value #MAX_DIGITS} digits. They are checked
 * before anything is computed: a number with a large exponent is a few characters as text, and gigabytes once it is written
 * out.
 */
public final class Price {
    /** The highest price: 10<sup>12</sup> US dollars. */
    public static final BigDecimal MAX = BigDecimal.TEN.pow(12);

    /** How many digits a price has at most, before and after the point together. */
    public static final int MAX_DIGITS = 30;

    /** A sign, a point and an exponent come on top of the digits. */
    private static final int MAX_CHARACTERS = MAX_DIGITS + 10;

    private Price() {}

    /**
     * Reads a price such as {@code 2.50}.
     *
     * @param field how an error names it
     * @throws InvalidInputException if the text is not a decimal number, or out of the bounds
     */
    public static BigDecimal parse(String field, String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new InvalidInputException(
                    field, "has " + text.length() + " characters; give at most " + MAX_DIGITS + " digits");
        }
        try {
            return check(field, new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(field, "'" + Check.printable(text) + "' is not a number; write 2.50", e);
        }
    }

    /**
     * Returns the same price, once checked that it is within the bounds.
     *
     * @param field how an error names it
     * @throws InvalidInputException if it is negative, above {@link #MAX} or of too many digits
     */
    public static BigDecimal check(String field, BigDecimal price) {
        if (price.signum() < 0) {
            throw new InvalidInputException(field, "is negative; give a price from 0 in US dollars");
        }
        if (price.precision() > MAX_DIGITS || Math.abs((long) price.scale()) > MAX_DIGITS) {
            throw new InvalidInputException(
                    field, "has more than " + MAX_DIGITS + " digits; round it, to nine decimals for instance");
        }
        if (price.compareTo(MAX) > 0) {
            throw new InvalidInputException(
                    field, "is more than " + MAX.toPlainString() + "; give a smaller price in US dollars");
        }
        return price;
    }

    /** Returns the sum of two prices, at most {@link #MAX}. */
    static BigDecimal sum(BigDecimal one, BigDecimal other) {
        return one.add(other).min(MAX);
    }
}
