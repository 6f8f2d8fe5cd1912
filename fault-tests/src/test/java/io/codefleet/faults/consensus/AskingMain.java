package io.codefleet.faults.consensus;

import io.codefleet.Codefleet;
import io.codefleet.Task;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Round;

/** A host that asks five voters, always under one run id, until it dies or knows what a judge thinks best after a debate. */
final class AskingMain {
    static final int VOTERS = 5;
    static final int ROUNDS = 2;

    private AskingMain() {}

    /** Takes the broker's URI. */
    public static void main(String[] arguments) {
        Consensus consensus = Consensus.on(Task.of("Which is best?").id("best"))
                .samples(VOTERS)
                .by(Agreement.judge(Task.of("The better one")))
                .orElse(Round.debate())
                .concurrency(4);
        Codefleet.connect(arguments[0])
                .compose(fleet -> fleet.consensus(consensus).result())
                .onComplete(end -> {
                    System.out.println(
                            end.succeeded()
                                    ? end.result().answer().orElseThrow().text()
                                    : "failed: " + end.cause());
                    System.exit(end.succeeded() ? 0 : 1);
                });
    }
}
