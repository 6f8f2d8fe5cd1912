package io.codefleet.samples.opinion;

import io.codefleet.Budget;
import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Vote;
import io.codefleet.samples.Samples;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Asks several models a question about a project that has a yes or a no. If fewer than three quarters agree, they see each other's
 * reasons and are asked again. Prints the verdict and every vote, dissent too; ends with 0 on yes, 1 on no, 3 if they do not
 * agree. Takes the broker's URI, the project's folder, the question, and the models as {@code provider/name}.
 */
public final class SecondOpinion {
    private static final int UNDECIDED = 3;

    private static final String PROMPT = """
            %s
            Look into the project before you answer; change nothing. Give your reasons in a few sentences, then end with JSON:
            {"verdict": "yes"} or {"verdict": "no"}
            """;

    private SecondOpinion() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Samples.check(arguments, 5, "SecondOpinion <broker URI> <project folder> <question> <model> <model> …");
        Path project = Path.of(arguments[1]).toAbsolutePath().normalize();
        String[] models = Arrays.copyOfRange(arguments, 3, arguments.length);
        Samples.run(arguments[0], fleet -> ask(fleet, project, arguments[2], models), result -> {
            System.out.println(text(result));
            return exitCode(result);
        });
    }

    /** Asks several models for their opinion. Returns their consensus and every vote. */
    public static Future<ConsensusResult> ask(CodefleetClient fleet, Path project, String question, String... models) {
        Task task = Task.of(PROMPT.formatted(question)).type("analysis").project(project.toString());
        return fleet.consensus(Consensus.on(task)
                        .models(models)
                        .by(Agreement.field("/verdict"))
                        .minAgreement(0.75)
                        .orElse(Round.debate())
                        .budget(Budget.cost("5.00")))
                .result();
    }

    /** Returns the exit code of a result, for scripts. */
    public static int exitCode(ConsensusResult result) {
        return result.winner()
                .map(winner -> winner.answer().equals("yes") ? 0 : 1)
                .orElse(UNDECIDED);
    }

    /** Returns a result as text, for people. */
    public static String text(ConsensusResult result) {
        StringBuilder text = new StringBuilder();
        if (result.decision() instanceof Decision.Agreed agreed) {
            text.append("%s, says %.0f %% after %d rounds, for $%s%n"
                    .formatted(
                            agreed.winner().answer(),
                            100 * agreed.strength(),
                            result.rounds(),
                            result.usage().cost()));
        } else if (result.decision() instanceof Decision.Undecided open) {
            text.append("undecided: %s%n".formatted(open.explanation()));
        }
        for (Vote vote : result.votes()) {
            String answers = vote.result().map(answer -> answer.text().strip()).orElse(vote.note());
            text.append("%n[round %d] %s, %s: %s%n"
                    .formatted(
                            vote.round(),
                            vote.voter().name(),
                            result.dissent().contains(vote) ? "dissents" : vote.status(),
                            answers));
        }
        return text.toString();
    }
}
