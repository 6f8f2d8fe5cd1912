package io.codefleet.routing;

import io.codefleet.Task;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rule that assigns models to tasks. Immutable; each method that takes an argument returns a changed copy. */
@CheckReturnValue
public final class RoutingRule {
    private final Set<String> types;
    private final int minTokens;
    private final int maxTokens;
    private final int minPriority;
    private final int maxPriority;
    private final List<String> models;
    private final List<String> stronger;

    private RoutingRule(Builder builder) {
        this.types = Set.copyOf(builder.types);
        this.minTokens = builder.minTokens;
        this.maxTokens = builder.maxTokens;
        this.minPriority = builder.minPriority;
        this.maxPriority = builder.maxPriority;
        this.models = List.copyOf(builder.models);
        this.stronger = List.copyOf(builder.stronger);
        if (models.isEmpty()) {
            throw new InvalidInputException("rule.models", "is empty; name at least one model as provider/name");
        }
        if (minTokens < 0 || maxTokens < minTokens) {
            throw new InvalidInputException("rule.tokens", "has no room from " + minTokens + " to " + maxTokens);
        }
        if (minPriority < 0 || maxPriority < minPriority) {
            throw new InvalidInputException("rule.priority", "has no room from " + minPriority + " to " + maxPriority);
        }
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the types of tasks; empty: all. */
    public Set<String> types() {
        return types;
    }

    /** Returns the smallest prompt, in tokens; default 0. */
    public int minTokens() {
        return minTokens;
    }

    /** Returns the largest prompt, in tokens; default any. */
    public int maxTokens() {
        return maxTokens;
    }

    /** Returns the lowest priority; default 0. */
    public int minPriority() {
        return minPriority;
    }

    /** Returns the highest priority; default 100. */
    public int maxPriority() {
        return maxPriority;
    }

    /**
     * Returns the models, as {@code provider/name}; at least one. The cheapest whose price is known is asked first, the others when
     * it fails; those without a known price come last, in their order.
     */
    public List<String> models() {
        return models;
    }

    /** Returns the models to ask one after another when an answer is not good enough, the weakest first; may be empty. */
    public List<String> stronger() {
        return stronger;
    }

    /** Creates a rule for all tasks. */
    public static RoutingRule of(String... models) {
        return builder().models(Arrays.asList(models)).build();
    }

    /** Returns a copy for tasks of these types. */
    public RoutingRule types(String... value) {
        return toBuilder().types(Set.of(value)).build();
    }

    /** Returns a copy for prompts of so many tokens, both ends included. */
    public RoutingRule tokens(int from, int to) {
        return toBuilder().minTokens(from).maxTokens(to).build();
    }

    /** Returns a copy for priorities from one to the other, both included. */
    public RoutingRule priority(int from, int to) {
        return toBuilder().minPriority(from).maxPriority(to).build();
    }

    /** Returns a copy with these models to ask when an answer is not good enough. */
    public RoutingRule stronger(String... value) {
        return toBuilder().stronger(Arrays.asList(value)).build();
    }

    /** Returns whether it is for a task of this type and priority with so many tokens. */
    boolean matches(Task task, int tokens) {
        return (types.isEmpty() || types.contains(task.type()))
                && tokens >= minTokens
                && tokens <= maxTokens
                && task.priority() >= minPriority
                && task.priority() <= maxPriority;
    }

    private List<Object> components() {
        return List.of(types, minTokens, maxTokens, minPriority, maxPriority, models, stronger);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof RoutingRule that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "RoutingRule[types=" + types + ", minTokens=" + minTokens + ", maxTokens=" + maxTokens + ", minPriority="
                + minPriority + ", maxPriority=" + maxPriority + ", models=" + models + ", stronger=" + stronger + "]";
    }

    /** Builds a {@link RoutingRule}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Set<String> types = Set.of();
        private int minTokens;
        private int maxTokens = Integer.MAX_VALUE;
        private int minPriority;
        private int maxPriority = Task.MAX_PRIORITY;
        private List<String> models = List.of();
        private List<String> stronger = List.of();

        private Builder() {}

        private Builder(RoutingRule from) {
            types = from.types;
            minTokens = from.minTokens;
            maxTokens = from.maxTokens;
            minPriority = from.minPriority;
            maxPriority = from.maxPriority;
            models = from.models;
            stronger = from.stronger;
        }

        public Builder types(Set<String> value) {
            types = value;
            return this;
        }

        public Builder minTokens(int value) {
            minTokens = value;
            return this;
        }

        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        public Builder minPriority(int value) {
            minPriority = value;
            return this;
        }

        public Builder maxPriority(int value) {
            maxPriority = value;
            return this;
        }

        public Builder models(List<String> value) {
            models = value;
            return this;
        }

        public Builder stronger(List<String> value) {
            stronger = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if it has no model, or a range is empty
         */
        @CheckReturnValue
        public RoutingRule build() {
            return new RoutingRule(this);
        }
    }
}
