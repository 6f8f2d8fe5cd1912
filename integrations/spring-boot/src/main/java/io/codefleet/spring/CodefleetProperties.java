package io.codefleet.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the fleet client and of the worker in this application.
 *
 * @param broker URI of the broker, such as redis://localhost:6379 or memory:dev. Required.
 * @param namespace Tenant of the fleet; nothing crosses from one to another.
 * @param actor Name under which this application appears in the audit. Default: user and host.
 * @param commandTimeout How long one call to the broker may take.
 * @param worker The worker that runs the handlers of this application.
 */
@ConfigurationProperties("codefleet")
record CodefleetProperties(
        @Nullable String broker,
        @DefaultValue("default") String namespace,
        @Nullable String actor,
        @DefaultValue("10s") Duration commandTimeout,
        @DefaultValue WorkerSection worker) {

    /**
     * Properties of the worker.
     *
     * @param enabled Whether methods with @CodefleetHandler run tasks; if not, the application only submits.
     * @param id Id of the worker in the fleet. Default: a new one at each start.
     * @param concurrency How many tasks run at once at most.
     * @param capabilities What tasks may require of a worker.
     * @param labels Labels that people see of the worker.
     * @param drainTimeout How long running tasks may take when the application stops, before they are handed back. Keep it below
     *     spring.lifecycle.timeout-per-shutdown-phase.
     */
    record WorkerSection(
            @DefaultValue("true") boolean enabled,
            @Nullable String id,
            @DefaultValue("4") int concurrency,
            @DefaultValue List<String> capabilities,
            @DefaultValue Map<String, String> labels,
            @DefaultValue("25s") Duration drainTimeout) {}
}
