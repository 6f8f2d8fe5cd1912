package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Rules;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Votes written down by hand, and counted. A vote that cannot be read is an abstention. */
final class VoteTable {
    private final List<Row> rows = new ArrayList<>();

    /** An answer with its weight; none for a voter that failed. */
    record Row(Optional<TaskResult> answer, BigDecimal weight) {}

    static VoteTable of(List<Row> rows) {
        VoteTable table = new VoteTable();
        table.rows.addAll(rows);
        return table;
    }

    static VoteTable texts(String... answers) {
        VoteTable table = new VoteTable();
        for (String answer : answers) {
            table.text(answer, 1);
        }
        return table;
    }

    VoteTable text(String answer, double weight) {
        return answer(TaskResult.text(answer), weight);
    }

    VoteTable data(Map<String, ?> data) {
        return answer(TaskResult.EMPTY.data(data), 1);
    }

    VoteTable answer(TaskResult answer, double weight) {
        rows.add(new Row(Optional.of(answer), BigDecimal.valueOf(weight)));
        return this;
    }

    VoteTable failed(int times) {
        for (int i = 0; i < times; i++) {
            rows.add(new Row(Optional.empty(), BigDecimal.ONE));
        }
        return this;
    }

    List<Row> rows() {
        return rows;
    }

    Counted by(Agreement agreement) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(i);
        }
        return counted(CountingMethods.of(agreement), all);
    }

    /** The table with only these votes come, in whatever order. */
    <M> Counted counted(CountingMethod<M> method, List<Integer> come) {
        List<Ballot<M>> ballots = new ArrayList<>();
        Attendance attendance = Attendance.NONE;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (!come.contains(i)) {
                attendance = attendance.remaining(row.weight());
                continue;
            }
            Future<M> mark = row.answer().map(method::read).orElseGet(() -> Future.failedFuture("failed"));
            if (mark.succeeded()) {
                ballots.add(new Ballot<>(i, row.weight(), mark.result()));
                attendance = attendance.cast(row.weight());
            } else {
                attendance = attendance.abstained(row.weight());
            }
        }
        return new Counted(method.count(ballots), attendance, rows.size());
    }

    /** What came of it. */
    record Counted(Count count, Attendance attendance, int voters) {
        Optional<CountResult> ruling(Rules rules) {
            return new DecisionEvaluator(rules, voters).ruling(attendance, count);
        }

        List<String> answers() {
            return count.groups().stream().map(VoteGroup::answer).toList();
        }

        List<String> scores() {
            return count.groups().stream()
                    .map(group -> group.answer() + "="
                            + group.score().stripTrailingZeros().toPlainString() + " by " + group.votes())
                    .toList();
        }
    }
}
