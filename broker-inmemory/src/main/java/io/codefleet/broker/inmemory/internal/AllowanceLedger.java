package io.codefleet.broker.inmemory.internal;

import io.codefleet.Allowance;
import io.codefleet.Spending;
import io.codefleet.Spending.Spent;
import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.broker.Broker;
import io.codefleet.error.BudgetExceededException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Ledger of what the tasks of allowances have consumed. Guarded by the store's lock. */
final class AllowanceLedger {
    private final Map<String, Account> accounts = new HashMap<>();
    private final ChangeRecorder changes;

    AllowanceLedger(ChangeRecorder changes) {
        this.changes = changes;
    }

    private static final class Account {
        Spent total = Spent.NOTHING;
        final TreeMap<LocalDate, Spent> days = new TreeMap<>();
    }

    private static LocalDate day(long now) {
        return LocalDate.ofInstant(StoredTask.instant(now), ZoneOffset.UTC);
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** Counts what an attempt of the task consumed. */
    void spend(Task task, Usage usage, long now) {
        task.allowance().ifPresent(allowance -> {
            Account account = accounts.computeIfAbsent(allowance.key(), key -> new Account());
            LocalDate today = day(now);
            Spent total = account.total.plus(usage);
            Spent onDay = account.days.getOrDefault(today, Spent.NOTHING).plus(usage);
            put(allowance.key(), total, today, onDay);
            changes.add(() -> new StateChange.AllowanceSpent(allowance.key(), total, today, onDay));
        });
    }

    void put(String key, Spent total, LocalDate day, Spent onDay) {
        Account account = accounts.computeIfAbsent(key, name -> new Account());
        account.total = total;
        account.days.put(day, onDay);
        account.days
                .headMap(account.days.lastKey().minusDays(Allowance.DAYS_KEPT), true)
                .clear();
    }

    void forget(String key) {
        accounts.remove(key);
    }

    /** Writes the changes that make a copy of this ledger. */
    void dump(Consumer<StateChange> to) {
        accounts.forEach((key, account) -> account.days.forEach(
                (day, onDay) -> to.accept(new StateChange.AllowanceSpent(key, account.total, day, onDay))));
    }

    /** Returns why tasks may not consume more of the allowance now; empty if there is room. */
    Optional<BudgetExceededException> exceeded(Allowance allowance, long now) {
        Account account = accounts.getOrDefault(allowance.key(), new Account());
        Optional<String> total = allowance.total().exceededBy(account.total.cost(), account.total.tokens());
        if (total.isPresent()) {
            return Optional.of(BudgetExceededException.ofTotal(allowance.key(), total.get()));
        }
        Spent today = account.days.getOrDefault(day(now), Spent.NOTHING);
        return allowance
                .perDay()
                .exceededBy(today.cost(), today.tokens())
                .map(reached -> BudgetExceededException.ofDay(allowance.key(), reached, startOf(day(now).plusDays(1))));
    }

    List<Spending> list(Optional<String> key, long now) {
        if (key.isPresent()) {
            return List.of(spending(key.get(), accounts.getOrDefault(key.get(), new Account()), now));
        }
        Comparator<Map.Entry<String, Account>> byLastUse =
                Comparator.comparing(entry -> entry.getValue().days.lastKey());
        return accounts.entrySet().stream()
                .sorted(byLastUse.reversed())
                .limit(Broker.MAX_SPENDING_KEYS)
                .map(entry -> spending(entry.getKey(), entry.getValue(), now))
                .sorted(Comparator.comparing(Spending::key))
                .toList();
    }

    private static Spending spending(String key, Account account, long now) {
        LocalDate today = day(now);
        return new Spending(
                key, today, account.total, account.days.tailMap(today.minusDays(Allowance.DAYS_KEPT), false));
    }

    /** Removes the accounts that were not used for long. */
    void prune(long now) {
        LocalDate oldest = day(now).minusDays(Allowance.DAYS_REMEMBERED);
        accounts.entrySet().removeIf(entry -> {
            boolean unused = !entry.getValue().days.lastKey().isAfter(oldest);
            if (unused) {
                changes.add(() -> new StateChange.AllowanceForgotten(entry.getKey()));
            }
            return unused;
        });
    }
}
