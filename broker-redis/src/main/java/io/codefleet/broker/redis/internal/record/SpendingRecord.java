package io.codefleet.broker.redis.internal.record;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Spending;
import io.codefleet.Spending.Spent;
import io.codefleet.error.BudgetExceededException;
import io.vertx.redis.client.Response;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Stored record of what the tasks of allowances have consumed. */
public final class SpendingRecord {
    private static final int FIGURES = 3;

    private SpendingRecord() {}

    /** Reads the spending from today's day, the number of days, and the key and figures of each allowance. */
    public static List<Spending> read(Response answer) {
        LocalDate today = LocalDate.ofEpochDay(ScriptReply.number(answer, 0));
        int days = (int) ScriptReply.number(answer, 1);
        List<Spending> spendings = new ArrayList<>();
        for (int i = 2; i < answer.size(); i += 2) {
            spendings.add(spending(ScriptReply.text(answer, i), today, days, ScriptReply.list(answer, i + 1)));
        }
        spendings.sort(Comparator.comparing(Spending::key));
        return spendings;
    }

    private static Spending spending(String key, LocalDate today, int count, Response figures) {
        TreeMap<LocalDate, Spent> days = new TreeMap<>();
        for (int day = 0; day < count; day++) {
            Spent spent = spent(figures, (day + 1) * FIGURES);
            if (spent.attempts() > 0) {
                days.put(today.minusDays(day), spent);
            }
        }
        return new Spending(key, today, spent(figures, 0), days);
    }

    private static Spent spent(Response figures, int from) {
        return new Spent(
                UsageText.dollars(Math.max(0, ScriptReply.number(figures, from))),
                Math.max(0, ScriptReply.number(figures, from + 1)),
                Math.max(0, ScriptReply.number(figures, from + 2)));
    }

    /** Reads the exception from the refusal of a submit: {@code b period cost tokens reset}. */
    public static BudgetExceededException refusal(Allowance allowance, String text) {
        String[] parts = text.split(" ", -1);
        boolean ofDay = parts[1].equals("D");
        Budget limit = ofDay ? allowance.perDay() : allowance.total();
        BigDecimal cost = UsageText.dollars(Long.parseLong(parts[2]));
        String reached = limit.exceededBy(cost, Long.parseLong(parts[3])).orElse("");
        return ofDay
                ? BudgetExceededException.ofDay(allowance.key(), reached, Times.instant(Long.parseLong(parts[4])))
                : BudgetExceededException.ofTotal(allowance.key(), reached);
    }

    /**
     * Returns an allowance as a part of a shape: {@code |key|cost a day|tokens a day|cost in all|tokens in all}; empty if
     * there is none.
     */
    static String part(Optional<Allowance> allowance) {
        return allowance
                .map(of -> "|" + of.key() + limits(of.perDay()) + limits(of.total()))
                .orElse("");
    }

    private static String limits(Budget budget) {
        return "|"
                + budget.maxCost()
                        .map(UsageText::billionths)
                        .map(String::valueOf)
                        .orElse("") + "|"
                + budget.maxTokens().map(String::valueOf).orElse("");
    }
}
