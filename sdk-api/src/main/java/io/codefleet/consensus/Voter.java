package io.codefleet.consensus;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Voter that is asked once: a model, a worker, a prompt of its own, or a combination of them. Immutable; each method that takes an
 * argument returns a changed copy.
 */
@CheckReturnValue
public final class Voter {
    private final String name;
    private final Optional<String> model;
    private final Optional<String> worker;
    private final Optional<String> prompt;
    private final BigDecimal weight;

    private Voter(Builder builder) {
        this.name = builder.name;
        this.model = Optional.ofNullable(builder.model);
        this.worker = Optional.ofNullable(builder.worker);
        this.prompt = Optional.ofNullable(builder.prompt);
        this.weight = builder.weight;
        if (name.isBlank()) {
            throw new InvalidInputException("voter.name", "is empty; give some text");
        }
        if (prompt.isPresent() && prompt.get().isBlank()) {
            throw new InvalidInputException(
                    "voter.prompt", "is empty; give some text, or none to ask the question's own");
        }
        if (model.isPresent() && model.get().isBlank()) {
            throw new InvalidInputException(
                    "voter.model", "is empty; give it as provider/name, or none to ask the question's own");
        }
        worker.ifPresent(Voter::checkWorker);
        if (weight.signum() <= 0) {
            throw new InvalidInputException(
                    "voter.weight",
                    "is " + weight + " for " + name + ", must be greater than zero; leave the voter out");
        }
    }

    private static void checkWorker(String id) {
        try {
            Placement unused = Placement.worker(id);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "voter.worker", "'" + id + "' is not the id of a worker; " + e.getMessage(), e);
        }
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns what people call it; several voters may have one name. */
    public String name() {
        return name;
    }

    /** Returns the model to ask, as {@code provider/name}; absent: the question's own. */
    public Optional<String> model() {
        return model;
    }

    /** Returns the id of the worker to ask; absent: the question's own placement. */
    public Optional<String> worker() {
        return worker;
    }

    /** Returns what to ask; absent: the question's own prompt. */
    public Optional<String> prompt() {
        return prompt;
    }

    /** Returns how much its vote counts; default 1, greater than zero. */
    public BigDecimal weight() {
        return weight;
    }

    private static Voter named(String name) {
        return builder(name).build();
    }

    /** Returns a voter that asks any worker the question as it is. */
    public static Voter any() {
        return named("any");
    }

    /** Creates a voter for this model, as {@code provider/name}. */
    public static Voter model(String model) {
        return named(model).withModel(model);
    }

    /** Returns the worker with this id. */
    public static Voter worker(String workerId) {
        return builder(workerId).worker(workerId).build();
    }

    /** Returns a voter that asks any worker this prompt in place of the question's. */
    public static Voter prompt(String name, String prompt) {
        return builder(name).prompt(prompt).build();
    }

    /** Returns a copy that asks this model. */
    public Voter withModel(String value) {
        return toBuilder().model(value).build();
    }

    /** Returns a copy whose vote counts this much. */
    public Voter weight(double value) {
        return toBuilder().weight(BigDecimal.valueOf(value)).build();
    }

    /** Returns the question as this voter gets it. */
    public Task ask(Task question) {
        Task asked = prompt.map(question::prompt).orElse(question);
        asked = model.map(asked::preferredModel).orElse(asked);
        return worker.isPresent() ? asked.placement(Placement.worker(worker.get())) : asked;
    }

    private List<Object> components() {
        return List.of(name, model, worker, prompt, weight);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Voter that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Voter[name=" + name + ", model=" + model + ", worker=" + worker + ", prompt=" + prompt + ", weight="
                + weight + "]";
    }

    /** Builds a {@link Voter}; each setter is named as the component that it sets, and null clears an optional one. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String name;
        private @Nullable String model;
        private @Nullable String worker;
        private @Nullable String prompt;
        private BigDecimal weight = BigDecimal.ONE;

        private Builder(String name) {
            this.name = name;
        }

        private Builder(Voter from) {
            name = from.name;
            model = from.model.orElse(null);
            worker = from.worker.orElse(null);
            prompt = from.prompt.orElse(null);
            weight = from.weight;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder worker(@Nullable String value) {
            worker = value;
            return this;
        }

        public Builder prompt(@Nullable String value) {
            prompt = value;
            return this;
        }

        public Builder weight(BigDecimal value) {
            weight = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if the name, the model or the prompt is blank, the worker's id is malformed, or the weight
         *     is not greater than zero
         */
        @CheckReturnValue
        public Voter build() {
            return new Voter(this);
        }
    }
}
