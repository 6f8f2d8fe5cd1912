package io.codefleet.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;

/** The bare loop in a process of its own. It does what the lines of its parent say and answers each with a line. */
final class BareProcess {
    private BareProcess() {}

    /**
     * Serves the parent.
     *
     * @param arguments the URI of Redis, and the size of the prompts
     */
    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        String prompt = Benchmarks.prompt(Integer.parseInt(arguments[1]));
        try (BareLoop loop = new BareLoop(vertx, arguments[0], prompt)) {
            ChildJvm.serve(line -> answer(vertx, loop, line.split(" ", -1)));
        }
        System.exit(0);
    }

    private static String answer(Vertx vertx, BareLoop loop, String[] line) {
        int[] numbers = new int[line.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(line[i + 1]);
        }
        return switch (line[0]) {
            case "rate" -> String.valueOf(loop.rate(numbers[0], numbers[1], numbers[2]));
            case "bulk" -> String.valueOf(loop.bulk(numbers[0], numbers[1], numbers[2]));
            case "latency" -> Latency.text(Latency.measure(vertx, loop::one, numbers[0], numbers[1]));
            default -> throw new IllegalArgumentException("no command " + line[0]);
        };
    }
}
