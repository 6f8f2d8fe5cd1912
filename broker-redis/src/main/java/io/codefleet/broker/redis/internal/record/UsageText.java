package io.codefleet.broker.redis.internal.record;

import io.codefleet.Usage;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Usage of attempts in the form that scripts can add up: {@code input,output,reasoning,cache read,cache
 * write,billionths of a dollar}. Whole numbers below 2^53, so that doubles hold them: nine million dollars.
 */
public final class UsageText {
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,18}),(\\d{1,18}),(\\d{1,18}),(\\d{1,18}),(\\d{1,18}),(\\d{1,18})");
    private static final long MOST = 1L << 53;

    private UsageText() {}

    /** Returns the usage as text; empty if it is nothing. */
    public static String of(Usage usage) {
        return usage.equals(Usage.NONE)
                ? ""
                : atMost(usage.inputTokens())
                        + "," + atMost(usage.outputTokens())
                        + "," + atMost(usage.reasoningTokens())
                        + "," + atMost(usage.cacheReadTokens())
                        + "," + atMost(usage.cacheWriteTokens())
                        + "," + billionths(usage.cost());
    }

    private static long atMost(long count) {
        return Math.min(count, MOST);
    }

    /** Returns a price in billionths of a dollar, as scripts store it. */
    static long billionths(BigDecimal dollars) {
        return dollars.movePointRight(Usage.COST_DECIMALS)
                .min(BigDecimal.valueOf(MOST))
                .longValue();
    }

    /** Returns a price in dollars of the billionths that a script returned. */
    static BigDecimal dollars(long billionths) {
        return BigDecimal.valueOf(billionths, Usage.COST_DECIMALS);
    }

    /** Reads usage from its text; nothing if it is empty or damaged. */
    public static Usage read(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Usage.builder()
                        .inputTokens(Long.parseLong(parts.group(1)))
                        .outputTokens(Long.parseLong(parts.group(2)))
                        .reasoningTokens(Long.parseLong(parts.group(3)))
                        .cacheReadTokens(Long.parseLong(parts.group(4)))
                        .cacheWriteTokens(Long.parseLong(parts.group(5)))
                        .cost(dollars(Long.parseLong(parts.group(6))))
                        .build()
                : Usage.NONE;
    }
}
