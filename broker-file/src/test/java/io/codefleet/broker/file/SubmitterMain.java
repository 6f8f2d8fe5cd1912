package io.codefleet.broker.file;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A process that may lead the namespace of a folder. It submits a task for each id that it reads, and says what came of it. Behind
 * a {@value #FIND} it only looks for the task.
 */
public final class SubmitterMain {
    static final String READY = "ready";
    static final String FIND = "find ";

    private SubmitterMain() {}

    /** @param args the URI of the folder */
    public static void main(String[] args) throws IOException {
        CodefleetOptions options = CodefleetOptions.of(args[0]).commandTimeout(Duration.ofSeconds(20));
        Broker broker =
                FutureResults.get(new FileBrokerProvider().connect(Vertx.vertx(), options, new IgnoringListener()));
        System.out.println(READY);
        BufferedReader ids = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String id = ids.readLine(); id != null; id = ids.readLine()) {
            String said = id + " ";
            Future<String> answer = id.startsWith(FIND)
                    ? broker.find(List.of(id.substring(FIND.length())))
                            .map(found -> found.isEmpty() ? "missing" : "found")
                    : broker.submit(List.of(Task.of("do " + said).id(id))).map("submitted");
            answer.onComplete(done -> System.out.println(said + (done.succeeded() ? done.result() : done.cause())));
        }
    }
}
