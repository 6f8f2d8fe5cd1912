package io.codefleet.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a worker's configuration, in the shape of its YAML file: what is absent is null, and left to the layer below.
 * Flags and environment are a layer of the same shape.
 *
 * @param worker who the worker is and what it takes
 * @param workspace the folders that its tasks work in
 * @param opencode the agent that it wraps
 * @param broker where the fleet is
 * @param redis the same in parts, for a fleet on Redis
 * @param monitoring what it tells of itself
 */
public record WorkerFile(
        @Nullable WorkerPart worker,
        @Nullable WorkspacePart workspace,
        @Nullable OpenCodePart opencode,
        @Nullable BrokerPart broker,
        @Nullable RedisPart redis,
        @Nullable MonitoringPart monitoring) {

    /** Nothing said. */
    public static final WorkerFile EMPTY = new WorkerFile(null, null, null, null, null, null);

    /** This layer, with what it leaves out taken from the layer below. */
    public WorkerFile over(WorkerFile below) {
        return new WorkerFile(
                worker == null || below.worker == null ? first(worker, below.worker) : worker.over(below.worker),
                first(workspace, below.workspace),
                opencode == null || below.opencode == null
                        ? first(opencode, below.opencode)
                        : opencode.over(below.opencode),
                broker == null || below.broker == null ? first(broker, below.broker) : broker.over(below.broker),
                first(redis, below.redis),
                monitoring == null || below.monitoring == null
                        ? first(monitoring, below.monitoring)
                        : monitoring.over(below.monitoring));
    }

    static <T> @Nullable T first(@Nullable T upper, @Nullable T lower) {
        return upper != null ? upper : lower;
    }

    private static @Nullable String resolve(Path folder, @Nullable String path) {
        return path == null ? null : folder.resolve(path).toString();
    }

    /**
     * Who the worker is and what it takes.
     *
     * @param id its name in the fleet
     * @param capabilities what it offers
     * @param types the types of tasks it takes; absent: all
     * @param labels free words of its operator
     * @param resources its limits
     * @param workspaceRoot the folder that a task's relative project is looked up in
     * @param shareProject whether tasks on the same project folder may run at once
     * @param drainTimeout how long running tasks may finish when it is told to leave
     * @param lease how long the fleet waits for a worker that has gone silent before another takes its task
     */
    public record WorkerPart(
            @Nullable String id,
            @Nullable List<String> capabilities,
            @Nullable List<String> types,
            @Nullable Map<String, String> labels,
            @Nullable ResourcesPart resources,
            @Nullable String workspaceRoot,
            @Nullable Boolean shareProject,
            @Nullable Duration drainTimeout,
            @Nullable Duration lease) {
        WorkerPart over(WorkerPart below) {
            return new WorkerPart(
                    first(id, below.id),
                    first(capabilities, below.capabilities),
                    first(types, below.types),
                    first(labels, below.labels),
                    resources == null || below.resources == null
                            ? first(resources, below.resources)
                            : resources.over(below.resources),
                    first(workspaceRoot, below.workspaceRoot),
                    first(shareProject, below.shareProject),
                    first(drainTimeout, below.drainTimeout),
                    first(lease, below.lease));
        }

        WorkerPart relativeTo(Path folder) {
            return new WorkerPart(
                    id,
                    capabilities,
                    types,
                    labels,
                    resources,
                    resolve(folder, workspaceRoot),
                    shareProject,
                    drainTimeout,
                    lease);
        }
    }

    /**
     * A worker's limits.
     *
     * @param maxConcurrent how many tasks it runs at once
     * @param timeout the longest that it lets one attempt run, whatever the task allows
     * @param maxMemory reserved; a size
     * @param maxWorkflows how many runs of workflows it drives at once
     */
    public record ResourcesPart(
            @Nullable Integer maxConcurrent,
            @Nullable Duration timeout,
            @Nullable ByteSize maxMemory,
            @Nullable Integer maxWorkflows) {
        ResourcesPart over(ResourcesPart below) {
            return new ResourcesPart(
                    first(maxConcurrent, below.maxConcurrent),
                    first(timeout, below.timeout),
                    first(maxMemory, below.maxMemory),
                    first(maxWorkflows, below.maxWorkflows));
        }
    }

    /**
     * The agent.
     *
     * @param command the program to start, by default {@code opencode}
     * @param url a server that runs already, in place of one of our own
     * @param username the user of that server
     * @param password the password of that server
     * @param model the model of a task that names none, as {@code provider/name}
     * @param port the port of our own server; absent or 0: a free one
     * @param stateDir where it keeps its sessions
     * @param config a configuration file of OpenCode's own
     * @param maxTokens reserved
     */
    public record OpenCodePart(
            @Nullable String command,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String model,
            @Nullable Integer port,
            @Nullable String stateDir,
            @Nullable String config,
            @Nullable Integer maxTokens) {
        OpenCodePart over(OpenCodePart below) {
            return new OpenCodePart(
                    first(command, below.command),
                    first(url, below.url),
                    first(username, below.username),
                    first(password, below.password),
                    first(model, below.model),
                    first(port, below.port),
                    first(stateDir, below.stateDir),
                    first(config, below.config),
                    first(maxTokens, below.maxTokens));
        }

        /** Everything but the password. */
        @Override
        public String toString() {
            return "OpenCodePart[command=" + command + ", url=" + url + ", model=" + model + "]";
        }

        OpenCodePart relativeTo(Path folder) {
            return new OpenCodePart(
                    command,
                    url,
                    username,
                    password,
                    model,
                    port,
                    resolve(folder, stateDir),
                    resolve(folder, config),
                    maxTokens);
        }
    }

    /**
     * Where the fleet is.
     *
     * @param uri such as {@code redis://host:6379}
     * @param namespace the tenant
     * @param actor as whom this process appears in the audit
     * @param payloadKeyFile a file of the keys that encrypt content
     * @param payloadKeys the keys themselves, as of a variable; instead of the file
     * @param refusePlainPayloads whether content that nobody encrypted is refused
     */
    public record BrokerPart(
            @Nullable String uri,
            @Nullable String namespace,
            @Nullable String actor,
            @Nullable String payloadKeyFile,
            @Nullable String payloadKeys,
            @Nullable Boolean refusePlainPayloads) {
        /** Only where the fleet is. */
        public static BrokerPart of(@Nullable String uri, @Nullable String namespace, @Nullable String actor) {
            return new BrokerPart(uri, namespace, actor, null, null, null);
        }

        /** A copy whose keys are those of this file, or these. */
        public BrokerPart keys(@Nullable String file, @Nullable String keys) {
            return new BrokerPart(uri, namespace, actor, file, keys, refusePlainPayloads);
        }

        /** The file of keys and the keys themselves stand for each other: both are taken from the same layer. */
        BrokerPart over(BrokerPart below) {
            BrokerPart keys = payloadKeyFile == null && payloadKeys == null ? below : this;
            return new BrokerPart(
                    first(uri, below.uri),
                    first(namespace, below.namespace),
                    first(actor, below.actor),
                    keys.payloadKeyFile,
                    keys.payloadKeys,
                    first(refusePlainPayloads, below.refusePlainPayloads));
        }

        BrokerPart relativeTo(Path folder) {
            return keys(resolve(folder, payloadKeyFile), payloadKeys);
        }

        /** Without what may hold a password or a key. */
        @Override
        public String toString() {
            return "BrokerPart[namespace=" + namespace + ", actor=" + actor + ", payloadKeyFile=" + payloadKeyFile
                    + "]";
        }
    }

    /**
     * A Redis in parts; either {@code uri} or the others.
     *
     * @param uri all in one
     * @param host its host
     * @param port its port
     * @param user the ACL user
     * @param password its password, as it is, not percent-encoded
     * @param ssl whether to use TLS
     * @param database the number of the database
     */
    public record RedisPart(
            @Nullable String uri,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String user,
            @Nullable String password,
            @Nullable Boolean ssl,
            @Nullable Integer database) {
        /** Without what may hold a password. */
        @Override
        public String toString() {
            return "RedisPart[host=" + host + ", port=" + port + ", user=" + user + "]";
        }
    }

    /**
     * What the worker tells of itself.
     *
     * @param logLevel error, warn, info, debug or trace
     * @param logFormat plain or json
     * @param reportInterval how often it reports itself to the fleet
     * @param metricsPort reserved
     */
    public record MonitoringPart(
            @Nullable String logLevel,
            @Nullable String logFormat,
            @Nullable Duration reportInterval,
            @Nullable Integer metricsPort) {
        MonitoringPart over(MonitoringPart below) {
            return new MonitoringPart(
                    first(logLevel, below.logLevel),
                    first(logFormat, below.logFormat),
                    first(reportInterval, below.reportInterval),
                    first(metricsPort, below.metricsPort));
        }
    }
}
