package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.broker.redis.internal.record.AuditRecord;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Objects;

/**
 * One client's view of a namespace in Redis.
 *
 * @param options how the client connected
 * @param client the client's own name, a part of its channel
 * @param scripts calls scripts on the namespace's keys
 * @param payloads takes content to Redis and back
 */
record Namespace(CodefleetOptions options, String client, Scripts scripts, Payloads payloads) {
    /** What sealed log lines belong to; they are of no task. */
    static final String LOGS = "logs";

    /** Returns the prefix of all keys of a namespace; the braces keep them in one slot of a Cluster. */
    static String prefix(String name) {
        return "codefleet:{" + name + "}:";
    }

    Namespace(CodefleetOptions options, String client, Scripts scripts) {
        this(options, client, scripts, new Payloads(options));
    }

    /** Returns a copy with the same namespace and client, for another actor. */
    Namespace actingAs(String actor) {
        return new Namespace(options.actor(actor), client, scripts, payloads);
    }

    String key(String rest) {
        return prefix(options.namespace()) + rest;
    }

    /** Returns the channel of the client's outcomes. */
    String outcomes() {
        return key("c:" + client);
    }

    /** Returns the channel of the log lines of all workers. */
    String logs() {
        return key("l");
    }

    /** Returns the channel of the progress of a task. */
    String progressOf(String taskId) {
        return key("p:" + taskId);
    }

    /** Returns the id of the task whose progress comes on this channel. */
    String taskOf(String channel) {
        return channel.substring(progressOf("").length());
    }

    Scripts.Call call(LuaScript script) {
        return scripts.call(script);
    }

    /** Returns the time by the clock of Redis, in microseconds since 1970. */
    Future<Long> time() {
        return scripts.command(Request.cmd(Command.TIME))
                .map(time ->
                        ScriptReply.number(Objects.requireNonNull(time), 0) * 1_000_000 + ScriptReply.number(time, 1));
    }

    /** Returns the action and its actor, for the audit. */
    String who(AuditAction action) {
        return AuditRecord.who(action, options.actor());
    }

    /** Creates a call of a script that changes tasks, which begins with the limits. */
    Scripts.Call change(LuaScript script) {
        StorageLimits limits = options.limits();
        return call(script)
                .arg(limits.maxEvents())
                .arg(Times.micros(limits.retention()))
                .arg(Times.micros(limits.deadLetterRetention()));
    }
}
