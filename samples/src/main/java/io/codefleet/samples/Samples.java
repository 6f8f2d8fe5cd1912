package io.codefleet.samples;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The frame of a program: connect, run, print, close, exit. */
public final class Samples {
    /** The exit code of a program that could not do what it is for. */
    public static final int FAILED = 2;

    private Samples() {}

    /** Uses what a program gave in the end. */
    @FunctionalInterface
    public interface Ending<T> {
        /** Prints or writes it, and gives the exit code. */
        int use(T result) throws IOException;
    }

    /** Ends the program with its usage where it has fewer arguments. */
    public static void check(String[] arguments, int least, String usage) {
        if (arguments.length < least) {
            System.err.println("Usage: " + usage);
            System.exit(FAILED);
        }
    }

    /** Runs an action that precedes the connection to a fleet; a failure ends the program. */
    public static <T> T prepare(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            System.exit(failed(e));
            throw new IllegalStateException(e);
        }
    }

    /** Runs a program on a fleet, and ends the process. */
    public static <T> void run(String broker, Function<CodefleetClient, Future<T>> program, Ending<T> ending) {
        Codefleet.connect(broker)
                .compose(fleet -> program.apply(fleet).eventually(() -> fleet.close()))
                .onComplete(end -> System.exit(end.succeeded() ? used(end.result(), ending) : failed(end.cause())));
    }

    private static <T> int used(T result, Ending<T> ending) {
        try {
            return ending.use(result);
        } catch (IOException e) {
            return failed(e);
        }
    }

    private static int failed(Throwable cause) {
        System.err.println(cause.getMessage());
        return FAILED;
    }
}
