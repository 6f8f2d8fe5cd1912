package io.codefleet.broker.redis;

import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of claimed tasks that are too large for the answer of a script: each byte that passes Lua is copied and hashed. The
 * answer has their lengths instead. They are read by plain commands, which are pipelined.
 */
final class LargeBodies {
    private final Namespace namespace;

    LargeBodies(Namespace namespace) {
        this.namespace = namespace;
    }

    /**
     * Reads the large bodies of the tasks that a claim gave.
     *
     * @param parts how many parts of the answer are about one task; the first is its id
     * @param body which of them is the body
     * @return the bodies by the ids of their tasks, without those of tasks that were deleted meanwhile; fails if one cannot
     *     be read
     */
    Future<Map<String, Buffer>> read(Response answer, int parts, int body) {
        Map<String, Buffer> bodies = new ConcurrentHashMap<>();
        List<Future<@Nullable Response>> reads = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += parts) {
            if (isLength(answer, i + body)) {
                String id = ScriptReply.text(answer, i);
                reads.add(read(id).onSuccess(found -> {
                    if (found != null) {
                        bodies.put(id, found.toBuffer());
                    }
                }));
            }
        }
        return reads.isEmpty()
                ? Future.succeededFuture(bodies)
                : Future.all(reads).map(bodies);
    }

    private Future<@Nullable Response> read(String id) {
        return namespace
                .scripts()
                .command(Request.cmd(Command.HGET).arg(namespace.key("t:" + id)).arg("b"));
    }

    /** Returns whether a part of an answer is the length of a large body. */
    static boolean isLength(Response answer, int index) {
        return answer.get(index).type() == ResponseType.NUMBER;
    }
}
