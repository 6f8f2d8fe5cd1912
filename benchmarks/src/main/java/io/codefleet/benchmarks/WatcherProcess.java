package io.codefleet.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watchers of a control plane by WebSockets, which count the bytes that they receive and do nothing else, so that the server is
 * what is measured. Arguments: port, key, number. Answers each line with the bytes until then.
 */
final class WatcherProcess {
    private static final AtomicLong received = new AtomicLong();

    private WatcherProcess() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        NetClient client = vertx.createNetClient(new NetClientOptions());
        List<Future<Void>> open = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            Future<Void> one = watch(client, Integer.parseInt(arguments[0]), arguments[1]);
            open.add(one);
            if (i % 50 == 0) {
                Benchmarks.get(one);
            }
        }
        Benchmarks.get(Future.all(open));
        ChildJvm.say("ready");
        ChildJvm.serve(line -> String.valueOf(received.get()));
        System.exit(0);
    }

    private static Future<Void> watch(NetClient client, int port, String key) {
        Promise<Void> upgraded = Promise.promise();
        client.connect(port, "127.0.0.1").onFailure(upgraded::tryFail).onSuccess(socket -> {
            socket.handler(bytes -> {
                if (!upgraded.future().isComplete()) {
                    begin(bytes.toString(), upgraded);
                }
                received.addAndGet(bytes.length());
            });
            ask(socket, key);
        });
        return upgraded.future();
    }

    private static void begin(String answer, Promise<Void> upgraded) {
        if (answer.startsWith("HTTP/1.1 101")) {
            upgraded.tryComplete();
        } else {
            upgraded.tryFail(answer);
        }
    }

    private static void ask(NetSocket socket, String key) {
        socket.write(String.join(
                "\r\n",
                "GET /ws/tasks HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Authorization: Bearer " + key,
                "",
                ""));
    }
}
