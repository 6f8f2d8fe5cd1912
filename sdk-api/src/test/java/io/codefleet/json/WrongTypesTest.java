package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.codefleet.error.MalformedDataException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A value of a wrong type, or a missing one that is needed, is never taken for another: its JSON pointer is named. */
class WrongTypesTest {
    /** Objects that hold whatever their owner likes. */
    private static final Set<String> FREE = Set.of("attributes", "schema");

    private static final List<Object> VALUES =
            List.of("high", 7.5, true, new JsonArray().add(1), new JsonObject().put("a", 1));

    private static JsonObject stored(String name) {
        return new JsonObject(Golden.read(name + ".json"));
    }

    private static JsonObject schedule(JsonObject timing) {
        return new JsonObject()
                .put("v", 1)
                .put("name", "nightly")
                .put("timing", timing)
                .put("template", stored("task"))
                .put("catchUpMs", 5000);
    }

    private static void readTask(JsonObject json) {
        assertThat(TaskJson.decode("task", json)).isNotNull();
    }

    private static void readSchedule(JsonObject json) {
        assertThat(ScheduleJson.decode(json)).isNotNull();
    }

    static Stream<Arguments> forms() {
        Consumer<JsonObject> task = WrongTypesTest::readTask;
        Consumer<JsonObject> schedule = WrongTypesTest::readSchedule;
        JsonObject cron = new JsonObject().put("cron", "0 3 * * *").put("zone", "Europe/Berlin");
        JsonObject every = new JsonObject().put("everyMs", 60_000).put("from", 1000);
        return Stream.of(
                Arguments.of("task", stored("task"), task),
                Arguments.of("task-tagged", stored("task-tagged"), task),
                Arguments.of("task-headers", stored("task-headers"), task),
                Arguments.of("task-spread", stored("task-spread"), task),
                Arguments.of("cron", schedule(cron), schedule),
                Arguments.of("every", schedule(every), schedule),
                Arguments.of("at", schedule(new JsonObject().put("at", 1_700_000_000_000L)), schedule));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aValueOfAWrongTypeIsNamed(String name, JsonObject form, Consumer<JsonObject> read) {
        read.accept(form.copy());
        List<String> taken = new ArrayList<>();
        List<List<Object>> places = places(form, List.of());
        for (List<Object> place : places) {
            for (Object other : VALUES) {
                JsonObject changed = form.copy();
                if (replace(changed, place, other)) {
                    Optional<String> named = pointer(catchThrowable(() -> read.accept(changed)));
                    if (!named.filter(pointer -> isWithin(pointer, pointer(place)))
                            .isPresent()) {
                        taken.add(pointer(place) + " as " + Json.encode(other) + " names " + named);
                    }
                }
            }
        }
        assertThat(places).hasSizeGreaterThan(5);
        assertThat(taken).isEmpty();
    }

    private static List<List<Object>> places(Object json, List<Object> at) {
        List<List<Object>> places = new ArrayList<>();
        if (json instanceof JsonObject object) {
            object.fieldNames().forEach(field -> addPlaces(places, object.getValue(field), at, field));
        } else if (json instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                addPlaces(places, array.getValue(i), at, i);
            }
        }
        return places;
    }

    private static void addPlaces(List<List<Object>> places, Object value, List<Object> at, Object key) {
        List<Object> place = new ArrayList<>(at);
        place.add(key);
        places.add(place);
        if (!FREE.contains(String.valueOf(key))) {
            places.addAll(places(value, place));
        }
    }

    /** Returns whether the value there was of another kind. */
    private static boolean replace(JsonObject in, List<Object> place, Object other) {
        Object holder = in;
        for (Object key : place.subList(0, place.size() - 1)) {
            holder = value(holder, key);
        }
        Object last = place.get(place.size() - 1);
        Object before = value(holder, last);
        if (before.getClass().equals(other.getClass()) || (before instanceof Double && other instanceof Number)) {
            return false;
        }
        if (holder instanceof JsonArray array) {
            array.set((Integer) last, other);
        } else {
            ((JsonObject) holder).put((String) last, other);
        }
        return true;
    }

    private static Object value(Object holder, Object key) {
        return holder instanceof JsonArray array
                ? array.getValue((Integer) key)
                : ((JsonObject) holder).getValue((String) key);
    }

    private static Optional<String> pointer(Throwable failure) {
        return failure instanceof MalformedDataException malformed ? malformed.pointer() : Optional.empty();
    }

    private static String pointer(List<Object> place) {
        StringBuilder pointer = new StringBuilder();
        place.forEach(key -> pointer.append('/')
                .append(String.valueOf(key).replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }

    /** A list or object of a right type whose content is wrong is named by what is wrong in it. */
    private static boolean isWithin(String named, String place) {
        return named.equals(place) || named.startsWith(place + "/");
    }

    @ParameterizedTest
    @CsvSource({
        "task, /id",
        "task, /prompt",
        "task, /concurrency/key",
        "task, /allowance/key",
        "schedule, /name",
        "schedule, /timing",
        "schedule, /timing/cron",
        "schedule, /template",
        "schedule, /template/id",
        "schedule, /template/prompt"
    })
    void aMissingFieldIsNamed(String form, String pointer) {
        boolean isTask = form.equals("task");
        JsonObject json = isTask ? stored("task") : schedule(new JsonObject().put("cron", "0 3 * * *"));
        String[] names = pointer.substring(1).split("/", -1);
        JsonObject holder = names.length == 1 ? json : json.getJsonObject(names[0]);
        holder.remove(names[names.length - 1]);

        assertThatThrownBy(() -> {
                    if (isTask) {
                        readTask(json);
                    } else {
                        readSchedule(json);
                    }
                })
                .isInstanceOfSatisfying(
                        MalformedDataException.class,
                        failure -> assertThat(failure.pointer())
                                .hasValueSatisfying(named -> assertThat(pointer).isIn(named, named + "/cron")));
    }

    @ParameterizedTest
    @CsvSource({"zone, Europe/Nowhere", "cron, 7"})
    void aTimingThatCannotBeReadIsNamed(String field, String value) {
        JsonObject timing = new JsonObject().put("cron", "0 3 * * *").put("zone", "UTC");
        timing.put(field, field.equals("cron") ? Integer.valueOf(value) : value);
        assertThatThrownBy(() -> readSchedule(schedule(timing)))
                .isInstanceOfSatisfying(
                        MalformedDataException.class,
                        failure -> assertThat(failure.pointer()).hasValue("/timing/" + field));
    }
}
