package io.codefleet.fleet;

import io.codefleet.Budget;
import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.verify.VerifyHandler;
import io.codefleet.verify.VerifyOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** The programs of docs/guides/consensus.md, so that they compile. */
final class ConsensusExamples {
    private ConsensusExamples() {}

    static Future<ConsensusResult> review(CodefleetClient fleet) {
        Consensus review = Consensus.on(Task.of("""
                Can a user's input reach this query unescaped? Give your reasons, then end with JSON:
                {"verdict": "yes"} or {"verdict": "no"}""").id("review-42").project("/srv/shop"))
                .models("anthropic/claude-sonnet-5", "openai/gpt-5", "google/gemini-3-pro")
                .by(Agreement.field("/verdict"))
                .minAgreement(0.6)
                .orElse(Round.debate(), Round.stronger("anthropic/claude-opus-5"))
                .budget(Budget.cost("2.50"));

        return fleet.consensus(review).result().onSuccess(result -> {
            if (result.decision() instanceof Decision.Agreed agreed) {
                System.out.println(agreed.winner().answer() + ", agreed by " + agreed.strength());
            } else if (result.decision() instanceof Decision.Undecided open) {
                System.out.println(open.reason() + ": " + open.explanation());
            }
            result.dissent().forEach(vote -> System.out.println(vote.voter().name() + " dissents"));
        });
    }

    static Future<Worker> verifier(Vertx vertx, CodefleetClient fleet) {
        return fleet.worker(WorkerOptions.create().concurrency(2))
                .handle(VerifyTask.TYPE, new VerifyHandler(vertx, VerifyOptions.DEFAULT.root(Path.of("/srv/projects"))))
                .start();
    }

    static Agreement verifiedThenJudged() {
        return Agreement.verified(
                VerifyTask.of("./mvnw -q test").requires("verify"), Agreement.judge(Task.of("Which is simpler?")));
    }
}
