package io.codefleet.json;

import io.codefleet.RunProgress;
import io.codefleet.Usage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** {@link RunProgress} as JSON values. */
public final class RunProgressJson {
    private RunProgressJson() {}

    /** Returns the progress as JSON values. */
    public static Map<String, Object> encode(RunProgress progress) {
        JsonObject json = new JsonObject()
                .put("done", progress.done())
                .put("failed", progress.failed())
                .put("running", progress.running())
                .put("usage", OutcomeJson.encode(progress.usage()).getMap())
                .put("elapsedMs", progress.elapsed().toMillis());
        progress.total().ifPresent(total -> json.put("total", total));
        progress.remaining().ifPresent(remaining -> json.put("remainingMs", remaining.toMillis()));
        return json.getMap();
    }

    /**
     * Reads a progress.
     *
     * @param what what is read, for the message of an error
     * @throws io.codefleet.error.MalformedDataException if a field is wrong
     */
    public static RunProgress decode(String what, Map<String, Object> values) {
        JsonFields fields = JsonFields.of(what, new JsonObject(values));
        return RunProgress.builder()
                .total(fields.optionalNumber("total").orElse(null))
                .done(fields.number("done", 0))
                .failed(fields.number("failed", 0))
                .running(fields.number("running", 0))
                .usage(fields.object("usage", OutcomeJson::usage, Usage.NONE))
                .elapsed(fields.duration("elapsedMs", Duration.ZERO))
                .remaining(fields.optionalDuration("remainingMs").orElse(null))
                .build();
    }
}
