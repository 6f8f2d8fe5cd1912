package io.codefleet.kafka.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The process of a server: formats its folder where that was not done, and runs. */
final class KafkaServerMain {
    private static final String CLUSTER = "Y29kZWZsZWV0LXRlc3QtMQ";

    private KafkaServerMain() {}

    /**
     * Runs a Kafka server.
     *
     * @param arguments the file with its properties, its folder, and further arguments of the command that formats it
     */
    public static void main(String[] arguments) {
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            List<String> format = new ArrayList<>(List.of("format", "-t", CLUSTER, "-c", arguments[0]));
            format.addAll(Arrays.asList(arguments).subList(2, arguments.length));
            int failed = StorageTool.execute(format.toArray(String[]::new), System.out);
            if (failed != 0) {
                throw new IllegalStateException("the folder cannot be formatted");
            }
        }
        Kafka.main(new String[] {arguments[0]});
    }
}
