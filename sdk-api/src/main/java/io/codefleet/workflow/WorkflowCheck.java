package io.codefleet.workflow;

import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import io.codefleet.workflow.template.Reference;
import io.codefleet.workflow.template.Template;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Check of a definition as a whole, so that a run cannot fail for a fault that was known before it began. */
final class WorkflowCheck {
    /** What {@code steps.NAME.} may be followed by. */
    private static final Set<String> OUTPUTS = Set.of("text", "data", "patch", "files", "items", "error", "status");
    /** With the id of the run and the number of an item, the names of nested steps must fit into the id of a task. */
    private static final int MAX_PATH = 60;

    private final String prefix;
    private final Workflow workflow;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, BitSet> before = new HashMap<>();

    private WorkflowCheck(String prefix, Workflow workflow) {
        this.prefix = prefix;
        this.workflow = workflow;
    }

    static void check(Workflow workflow) {
        new WorkflowCheck("", workflow).check("");
    }

    private void check(String path) {
        namesAreUnique(path);
        dependenciesAreKnown();
        orderIsWithoutCycle();
        workflow.steps().forEach(step -> check(path, step));
        workflow.outputs().forEach((name, text) -> template(prefix + "outputs." + name, text, Scope.of(allSteps())));
        workflow.inputs().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new InvalidInputException(
                        prefix + "input." + name, "has no value; workflow " + workflow.name() + " needs one");
            }
        });
    }

    private String field(Step step, String part) {
        return prefix + "steps." + step.name() + part;
    }

    private void namesAreUnique(String path) {
        int size = workflow.steps().size();
        if (size == 0 || size > Workflow.MAX_STEPS) {
            throw new InvalidInputException(
                    prefix + "steps", "are " + size + ", must be from 1 to " + Workflow.MAX_STEPS);
        }
        for (Step step : workflow.steps()) {
            if (places.putIfAbsent(step.name(), places.size()) != null) {
                throw new InvalidInputException(
                        prefix + "steps", "'" + step.name() + "' is there twice; give one of them another name");
            }
            if ((path + step.name()).length() > MAX_PATH) {
                throw new InvalidInputException(
                        field(step, ""),
                        "'" + path + step.name() + "' has more than " + MAX_PATH + " characters; shorten the names");
            }
        }
    }

    private void dependenciesAreKnown() {
        for (Step step : workflow.steps()) {
            Set<String> seen = new LinkedHashSet<>();
            for (Dependency dependency : step.after()) {
                if (!places.containsKey(dependency.step())) {
                    throw new InvalidInputException(
                            field(step, ".after"),
                            "there is no step '" + dependency.step() + "'; " + instead(dependency.step()));
                }
                if (!seen.add(dependency.step())) {
                    throw new InvalidInputException(
                            field(step, ".after"),
                            "names '" + dependency.step() + "' twice; one condition for each step is enough");
                }
            }
        }
    }

    /**
     * Checks by Kahn's algorithm (1962) that no steps wait for each other in a cycle. The steps that are left over when
     * nothing is free any more lie on or behind a cycle.
     */
    private void orderIsWithoutCycle() {
        Map<String, Integer> open = new HashMap<>();
        Map<String, List<Step>> next = workflow.dependents();
        Deque<Step> free = new ArrayDeque<>();
        for (Step step : workflow.steps()) {
            open.put(step.name(), step.after().size());
            before.put(step.name(), new BitSet());
            if (step.after().isEmpty()) {
                free.add(step);
            }
        }
        while (!free.isEmpty()) {
            Step step = free.remove();
            open.remove(step.name());
            for (Step after : next.getOrDefault(step.name(), List.of())) {
                BitSet ancestors = known(after.name());
                ancestors.or(known(step.name()));
                ancestors.set(place(step.name()));
                if (open.merge(after.name(), -1, Integer::sum) == 0) {
                    free.add(after);
                }
            }
        }
        for (Step step : workflow.steps()) {
            if (open.containsKey(step.name())) {
                throw cycle(step, open.keySet());
            }
        }
    }

    /**
     * Returns the exception that names a cycle. It goes from any step that is left over back along the steps that it waits
     * for, until a step comes again.
     */
    private InvalidInputException cycle(Step leftOver, Set<String> open) {
        List<String> way = new ArrayList<>();
        Step step = leftOver;
        while (!way.contains(step.name())) {
            way.add(step.name());
            step = waitsFor(step, open);
        }
        List<String> cycle = way.subList(way.indexOf(step.name()), way.size());
        return new InvalidInputException(
                field(step, ".after"),
                "is in a cycle: " + String.join(" after ", cycle) + " after " + step.name()
                        + "; take one of these out of 'after'");
    }

    private Step waitsFor(Step step, Set<String> open) {
        String before = step.after().stream()
                .map(Dependency::step)
                .filter(open::contains)
                .findFirst()
                .orElseThrow();
        return workflow.steps().get(place(before));
    }

    /** Returns the step that was probably meant, else those there are. */
    private String instead(String name) {
        return NearestName.of(name, places.keySet())
                .map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> "there are " + new TreeSet<>(places.keySet()));
    }

    private int place(String step) {
        return places.getOrDefault(step, -1);
    }

    private BitSet known(String step) {
        return before.getOrDefault(step, new BitSet());
    }

    private BitSet allSteps() {
        BitSet all = new BitSet();
        all.set(0, workflow.steps().size());
        return all;
    }

    /**
     * Scope of the values that a template may refer to.
     *
     * @param ended the steps that have ended by then
     * @param items whether there is an item
     * @param repeated the step, if it is one that is repeated and this is what it does; else empty
     */
    private record Scope(BitSet ended, boolean items, String repeated) {
        static Scope of(BitSet ended) {
            return new Scope(ended, false, "");
        }
    }

    private void check(String path, Step step) {
        BitSet ended = known(step.name());
        BitSet andItself = (BitSet) ended.clone();
        andItself.set(place(step.name()));
        Scope before = Scope.of(ended);
        Scope inside = new Scope(
                step.repeat().isPresent() ? andItself : ended,
                step.forEach().isPresent(),
                step.repeat().map(again -> step.name()).orElse(""));
        step.when().ifPresent(guard -> guard(field(step, ".when"), guard, before));
        step.repeat().ifPresent(again -> guard(field(step, ".repeat.until"), again.until(), Scope.of(andItself)));
        step.forEach()
                .ifPresent(fanOut ->
                        fanOut.over().values().forEach(list -> list(field(step, ".for_each"), list, before)));
        if (step.work() instanceof TaskWork task) {
            task(field(step, ""), task.template(), inside);
        } else if (step.work() instanceof ApprovalWork approval) {
            template(field(step, ".approval"), approval.question(), before);
        } else if (step.work() instanceof WorkflowWork nested) {
            nested(path, step, nested, inside);
        }
        step.compensation().ifPresent(undo -> task(field(step, ".compensate"), undo, Scope.of(andItself)));
    }

    private void guard(String field, Guard guard, Scope scope) {
        if (guard instanceof Guard.Comparison comparison) {
            template(field, comparison.value(), scope);
            if (comparison.operator() != Guard.Operator.MATCHES) {
                deep(field + "." + comparison.operator().key(), comparison.operand(), scope);
            }
        } else if (guard instanceof Guard.Not not) {
            guard(field, not.guard(), scope);
        } else {
            List<Guard> parts = guard instanceof Guard.All all ? all.guards() : ((Guard.Any) guard).guards();
            parts.forEach(each -> guard(field, each, scope));
        }
    }

    private void nested(String path, Step step, WorkflowWork nested, Scope scope) {
        nested.input().forEach((name, value) -> deep(field(step, ".input." + name), value, scope));
        Workflow given = nested.workflow();
        for (Map.Entry<String, Object> input : nested.input().entrySet()) {
            given = given.with(input.getKey(), input.getValue());
        }
        new WorkflowCheck(field(step, ".workflow."), given).check(path + step.name() + "/");
    }

    private void list(String field, String list, Scope scope) {
        if (!Template.parse(field, list).isReference()) {
            throw new InvalidInputException(
                    field, "is not one reference to a list; write it as {{ steps.find.data.files }}");
        }
        template(field, list, scope);
    }

    private void task(String field, Task task, Scope scope) {
        template(field + ".prompt", task.prompt(), scope);
        TaskContext context = task.context();
        context.project().ifPresent(text -> template(field + ".project", text, scope));
        context.preferredModel().ifPresent(text -> template(field + ".model", text, scope));
        context.files().forEach(text -> template(field + ".files", text, scope));
        deep(field + ".attributes", context.attributes(), scope);
        task.tags().forEach((key, text) -> template(field + ".tags." + key, text, scope));
    }

    private void deep(String field, Object value, Scope scope) {
        Template.deep(field, value, template -> {
            references(field, template, scope);
            return template;
        });
    }

    private void template(String field, String text, Scope scope) {
        references(field, Template.parse(field, text), scope);
    }

    private void references(String field, Template template, Scope scope) {
        for (Reference reference : template.references()) {
            String fault = fault(reference, scope);
            if (!fault.isEmpty()) {
                throw new InvalidInputException(field, "{{ " + reference + " }} " + fault);
            }
        }
    }

    private String fault(Reference reference, Scope scope) {
        List<String> path = reference.path();
        String root = path.get(0);
        return switch (root) {
            case "input" ->
                path.size() > 1 && workflow.inputs().containsKey(path.get(1))
                        ? ""
                        : "names no input; there are " + workflow.inputs().keySet();
            case "steps" ->
                path.size() > 2 && path.get(1).equals(scope.repeated()) && !reference.orEmpty()
                        ? "is not there in the first round; write {{ " + reference + "? }}"
                        : stepFault(path, scope.ended());
            case "item", "index" -> scope.items() ? "" : "is there only in a step with for_each";
            case "round" -> scope.repeated().isEmpty() ? "is there only in a step with repeat" : "";
            default ->
                "begins with '" + root
                        + "'; there are input, steps, with for_each item and index, and with repeat round";
        };
    }

    private String stepFault(List<String> path, BitSet ended) {
        if (path.size() < 3 || !OUTPUTS.contains(path.get(2))) {
            return "names no output of a step; write steps.NAME and one of " + new TreeSet<>(OUTPUTS);
        }
        if (!places.containsKey(path.get(1))) {
            return "names a step that is not there; " + instead(path.get(1));
        }
        return ended.get(place(path.get(1)))
                ? ""
                : "names a step that may not have ended by then; put '" + path.get(1)
                        + "' into after, here or in a step before";
    }
}
