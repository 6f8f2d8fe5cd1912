package io.codefleet;

import io.codefleet.json.Golden;
import io.codefleet.json.StoredSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ids that follow from content are the keys of users' caches: those of every release stay. */
class ContentIdsTest {
    private static final Task PLAIN = Task.of("Explain Foo.java");

    private static Map<String, String> ids() {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("plain", id(PLAIN));
        ids.put("salted", PLAIN.contentId("commit-1").id());
        ids.put("full", id(StoredSamples.TASK));
        ids.put("full.spread", id(StoredSamples.SPREAD_TASK));
        Arrays.stream(Placement.Spread.By.values())
                .forEach(by -> ids.put(
                        "spread." + by.code(), id(PLAIN.placement(new Placement.Spread(by, Duration.ofSeconds(5))))));
        Arrays.stream(Backoff.Growth.values())
                .forEach(growth -> ids.put(
                        "growth." + growth.code(),
                        id(PLAIN.retry(RetryPolicy.DEFAULT.backoff(
                                new Backoff(growth, Duration.ofSeconds(1), Duration.ofSeconds(9), 0.5))))));
        Arrays.stream(ErrorKind.values())
                .filter(ErrorKind::retryable)
                .forEach(kind -> ids.put("retry." + kind.code(), id(PLAIN.retry(RetryPolicy.DEFAULT.retryOn(kind)))));
        ids.put("default.retry", id(PLAIN.retry(RetryPolicy.DEFAULT)));
        ids.put("budget", id(PLAIN.budget(Budget.tokens(5))));
        ids.put("budget.cost", id(PLAIN.budget(Budget.cost("2.50"))));
        ids.put("output", id(PLAIN.output(Map.of("type", "string"))));
        ids.put("allowance", id(PLAIN.allowance(Allowance.of("team"))));
        ids.put("tagged", id(StoredSamples.TAGGED_TASK));
        ids.put(
                "schedule.cron",
                Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin"), PLAIN).name());
        ids.put("schedule.every", Schedule.every(Duration.ofHours(3), PLAIN).name());
        ids.put(
                "schedule.at",
                Schedule.at(Instant.parse("2026-11-27T03:00:00Z"), StoredSamples.TASK)
                        .name());
        return ids;
    }

    private static String id(Task task) {
        return task.contentId().id();
    }

    @Test
    void storedContentIdsAreUnchanged() {
        Golden.assertSame(
                "content-ids.txt",
                ids().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining("\n")));
    }
}
