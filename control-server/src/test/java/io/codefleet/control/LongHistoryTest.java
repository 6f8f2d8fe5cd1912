package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of a fleet in which more is newer than a broker looks at in one call. */
class LongHistoryTest {
    /** The broker in memory looks at 10 000. */
    private static final int NEWER = 10_001;

    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.ADMIN);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aRunIsListedBehindManyNewerTasks() throws Exception {
        String run = "{\"workflow\": \"name: review\\nsteps: {find: {prompt: Find}}\"}";
        for (String id : List.of("r1", "r2", "r3")) {
            fixture.call("PUT", "/api/v1/runs/" + id, run, key, 201);
        }
        get(fixture.fleet.submitTasks(IntStream.range(0, NEWER)
                .mapToObj(i -> Task.of("x").id("t" + i))
                .toList()));
        await().until(() ->
                fixture.call("GET", "/api/v1/tasks?limit=1", "", key, 200).getInteger("total") == NEWER + 3);

        JsonObject first = fixture.call("GET", "/api/v1/runs?limit=2", "", key, 200);
        assertThat(first.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactly("r3", "r2");
        assertThat(first.getInteger("total")).isEqualTo(3);
        assertThat(first.getBoolean("complete")).isTrue();
        JsonObject second = fixture.call("GET", "/api/v1/runs?limit=2&cursor=" + first.getString("next"), "", key, 200);
        assertThat(second.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactly("r1");
        assertThat(second.getString("next")).isNull();
        assertThat(fixture.call("GET", "/api/v1/runs?cursor=%00", "", key, 400).getString("type"))
                .isEqualTo("/api/v1/problems/invalid-cursor");
    }

    @Test
    void anEntryOfTheAuditIsFoundBehindManyNewerOnes() throws Exception {
        fixture.call("PUT", "/api/v1/tasks/mine", "{\"prompt\": \"x\"}", key, 201);
        for (int i = 0; i < NEWER; i += 100) {
            get(Future.all(IntStream.range(0, 50)
                    .boxed()
                    .flatMap(j -> Stream.of(fixture.fleet.pause(), fixture.fleet.resume()))
                    .toList()));
        }

        JsonObject page = fixture.call("GET", "/api/v1/audit?subject=mine", "", key, 200);
        assertThat(page.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("action"))
                .containsExactly("SUBMITTED");
    }
}
