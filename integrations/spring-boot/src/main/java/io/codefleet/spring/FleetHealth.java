package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.Worker;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.ObjectProvider;

/** Health of the connection and of the worker, for the health indicators of each version of Boot. */
final class FleetHealth {
    private final CodefleetClient fleet;
    private final ObjectProvider<FleetWorkerLifecycle> worker;

    FleetHealth(CodefleetClient fleet, ObjectProvider<FleetWorkerLifecycle> worker) {
        this.fleet = fleet;
        this.worker = worker;
    }

    /**
     * Returns the health as a builder of a version of Boot: up while calls to the broker succeed.
     *
     * @param details adds details to a builder
     */
    <B> B show(B up, B down, BiFunction<B, Map<String, ?>, B> details) {
        return details.apply(fleet.connectionState() == ConnectionState.CONNECTED ? up : down, details());
    }

    /** Returns the broker without its credentials, the connection and the worker. */
    private Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("broker", fleet.options().safeUri());
        details.put("namespace", fleet.options().namespace());
        details.put("connection", lower(fleet.connectionState()));
        worker.stream().flatMap(each -> each.worker().stream()).forEach(each -> add(each, details));
        return details;
    }

    private static void add(Worker worker, Map<String, Object> details) {
        details.put("worker", worker.id());
        details.put("workerState", lower(worker.state()));
        details.put("running", worker.running());
        details.put("concurrency", worker.concurrency());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
