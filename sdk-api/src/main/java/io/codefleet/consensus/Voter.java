package io.codefleet.consensus;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Who is asked once: a model, a worker, with a prompt of its own, or any of them together. Immutable; each method that takes an
 * argument returns a changed copy.
 *
 * @param name what people call it; several voters may have one name
 * @param model the model to ask, as {@code provider/name}; absent: the question's own
 * @param worker the id of the worker to ask; absent: the question's own placement
 * @param prompt what to ask; absent: the question's own prompt
 * @param weight how much its vote counts; default 1, greater than zero
 */
public record Voter(
        String name, Optional<String> model, Optional<String> worker, Optional<String> prompt, BigDecimal weight) {

    /** @throws InvalidInputException if the name or the prompt is blank, or the weight not greater than zero */
    public Voter {
        if (name.isBlank()) {
            throw new InvalidInputException("voter.name", "is empty; give some text");
        }
        if (prompt.isPresent() && prompt.get().isBlank()) {
            throw new InvalidInputException(
                    "voter.prompt", "is empty; give some text, or none to ask the question's own");
        }
        if (weight.signum() <= 0) {
            throw new InvalidInputException(
                    "voter.weight",
                    "is " + weight + " for " + name + ", must be greater than zero; leave the voter out");
        }
    }

    private static Voter named(String name) {
        return new Voter(name, Optional.empty(), Optional.empty(), Optional.empty(), BigDecimal.ONE);
    }

    /** Whoever takes the question as it is. */
    public static Voter any() {
        return named("any");
    }

    /** This model, as {@code provider/name}. */
    public static Voter model(String model) {
        return named(model).withModel(model);
    }

    /** The worker with this id. */
    public static Voter worker(String workerId) {
        return new Voter(workerId, Optional.empty(), Optional.of(workerId), Optional.empty(), BigDecimal.ONE);
    }

    /** Whoever takes this prompt in place of the question's. */
    public static Voter prompt(String name, String prompt) {
        return new Voter(name, Optional.empty(), Optional.empty(), Optional.of(prompt), BigDecimal.ONE);
    }

    /** A copy that asks this model. */
    public Voter withModel(String value) {
        return new Voter(name, Optional.of(value), worker, prompt, weight);
    }

    /** A copy whose vote counts this much. */
    public Voter weight(double value) {
        return new Voter(name, model, worker, prompt, BigDecimal.valueOf(value));
    }

    /** The question as this voter gets it. */
    public Task ask(Task question) {
        Task asked = prompt.map(question::prompt).orElse(question);
        asked = model.map(asked::preferredModel).orElse(asked);
        return worker.isPresent() ? asked.placement(Placement.worker(worker.get())) : asked;
    }
}
