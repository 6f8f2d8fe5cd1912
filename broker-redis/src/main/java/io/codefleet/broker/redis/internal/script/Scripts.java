package io.codefleet.broker.redis.internal.script;

import io.codefleet.broker.redis.internal.connection.CommandConnection;
import io.codefleet.broker.redis.internal.connection.ConnectionListener;
import io.codefleet.broker.redis.internal.connection.Dialer;
import io.codefleet.broker.redis.internal.connection.Failures;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls scripts on the keys of one namespace. One that Redis does not know is loaded when it says so: not all on each new
 * connection, which would be much at once for a Redis to which a whole fleet comes back.
 */
public final class Scripts {
    /** How these scripts lay a namespace out. It is raised when older ones would damage what newer ones write. */
    public static final int LAYOUT = 1;

    private final String prefix;
    private final int replicas;
    private static final int MAX_LOADS = 3;

    private final CommandConnection commands;
    /** Those that are being loaded. Calls that need them wait for the same load. */
    private final Map<LuaScript, Future<@Nullable Response>> loading = new ConcurrentHashMap<>();

    private volatile @Nullable UnsupportedVersionException refusal;

    /**
     * Creates the scripts of one client.
     *
     * @param prefix of all keys of the namespace
     * @param listener called with whether calls go through
     */
    public Scripts(Vertx vertx, Context context, Dialer dialer, String prefix, ConnectionListener listener) {
        this.prefix = prefix;
        this.replicas = dialer.address().waitReplicas();
        this.commands = new CommandConnection(vertx, context, dialer, this::enter, listener);
    }

    /** Connects; fails with a typed error if that cannot be done now, or the layout is a newer one. On the context. */
    public Future<Void> open() {
        return commands.open().compose(opened -> {
            UnsupportedVersionException refused = refusal;
            return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
        });
    }

    /**
     * Checks the layout of the namespace on each new connection: while none was open, the namespace may have got another one.
     */
    private Future<Void> enter(RedisConnection connection) {
        Request layout = new Call(LuaScript.LAYOUT).request;
        return connection
                .send(layout)
                .recover(failure -> loadOn(connection, layout, failure))
                .map(answer -> {
                    checkLayout(answer.toInteger());
                    return null;
                });
    }

    private static Future<Response> loadOn(RedisConnection connection, Request layout, Throwable failure) {
        Request load = Request.cmd(Command.SCRIPT).arg("LOAD").arg(LuaScript.LAYOUT.source());
        return Failures.isNoScript(failure)
                ? connection.send(load).compose(loaded -> connection.send(layout))
                : Future.failedFuture(failure);
    }

    /**
     * Refuses all further calls if this layout is a newer one: what they write could damage it.
     *
     * @return the refusal; null if there is none
     */
    public @Nullable UnsupportedVersionException checkLayout(int found) {
        String namespace = prefix.substring(prefix.indexOf('{') + 1, prefix.indexOf('}'));
        UnsupportedVersionException refused =
                found > LAYOUT ? UnsupportedVersionException.ofLayout(namespace, found, LAYOUT) : null;
        refusal = refused;
        return refused;
    }

    private Future<@Nullable Response> load(LuaScript script) {
        return loading.computeIfAbsent(script, unknown -> {
            Request request = Request.cmd(Command.SCRIPT).arg("LOAD").arg(unknown.source());
            return commands.send(request, true);
        });
    }

    private Future<@Nullable Response> loaded(LuaScript script) {
        Future<@Nullable Response> load = load(script);
        return load.onComplete(done -> loading.remove(script, load));
    }

    /** Begins a call of a script. */
    public Call call(LuaScript script) {
        return new Call(script);
    }

    /** Sends a plain command that may be sent again. */
    public Future<@Nullable Response> command(Request request) {
        return commands.send(request, true);
    }

    /** Finds the node that serves now. On the context. */
    public void rediscover(String reason) {
        commands.rediscover(reason);
    }

    /** Disconnects, and fails all that is under way. On the context. */
    public void close() {
        commands.close();
    }

    /** A call of a script with its arguments, in order. */
    public final class Call {
        private final LuaScript script;
        private final Request request;
        private int copies;

        private Call(LuaScript script) {
            this.script = script;
            this.request = Request.cmd(Command.EVALSHA).arg(script.sha()).arg(1).arg(prefix);
        }

        /** Adds an argument. */
        public Call arg(String value) {
            request.arg(value);
            return this;
        }

        /** Adds an argument. */
        public Call arg(long value) {
            request.arg(value);
            return this;
        }

        /** Adds an argument. */
        public Call arg(Buffer value) {
            request.arg(value);
            return this;
        }

        /** Adds arguments. */
        public Call buffers(Iterable<Buffer> values) {
            values.forEach(request::arg);
            return this;
        }

        /** Adds arguments. */
        public Call args(Iterable<String> values) {
            values.forEach(request::arg);
            return this;
        }

        /** Makes the answer wait until as many replicas have what the call wrote as the client's options ask for. */
        public Call acknowledges() {
            copies = replicas;
            return this;
        }

        /**
         * Makes the call. Where the connection broke before the answer came, a call of a repeatable script is made again;
         * any other fails, as it is unknown whether it was done.
         */
        public Future<Response> send() {
            return send(script.isRepeatable());
        }

        /** Makes the call once, also of a repeatable script. */
        public Future<Response> sendOnce() {
            return send(false);
        }

        private Future<Response> send(boolean again) {
            UnsupportedVersionException refused = refusal;
            return refused == null ? send(again, MAX_LOADS).map(this::present) : Future.failedFuture(refused);
        }

        /**
         * Sends the call, and loads the script if the node does not know it, as then nothing was done. Between two calls
         * another node may begin to serve.
         */
        private Future<@Nullable Response> send(boolean again, int loads) {
            return commands.send(request, again, copies)
                    .recover(failure -> Failures.isNoScript(failure) && loads > 0
                            ? loaded(script).compose(done -> send(again, loads - 1))
                            : Future.failedFuture(failure));
        }

        private Response present(@Nullable Response answer) {
            if (answer == null) {
                throw new MalformedDataException("the answer of " + script, "it is empty", null);
            }
            return answer;
        }
    }
}
