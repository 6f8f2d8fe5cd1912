package io.codefleet.control.api;

import io.codefleet.ErrorKind;
import io.codefleet.control.server.PathPrefix;
import java.util.Arrays;
import java.util.Optional;

/**
 * Explanation of a kind of error with which a task, or an attempt of one, ends. It has a page as a kind of problem has, whose address
 * ends with the kind as the outcome names it.
 *
 * @param meaning what the kind means, in one or two sentences
 * @param remedy what the submitter or the operator can do
 */
record OutcomeError(ErrorKind kind, String title, String meaning, String remedy) {
    static Optional<OutcomeError> of(String code) {
        return Arrays.stream(ErrorKind.values())
                .filter(kind -> kind.code().equals(code))
                .findFirst()
                .map(OutcomeError::of);
    }

    static OutcomeError of(ErrorKind kind) {
        return switch (kind) {
            case TRANSIENT, RATE_LIMITED, ATTEMPT_TIMEOUT, WORKER_LOST -> passing(kind);
            case PERMANENT, BUDGET_EXCEEDED, CONFLICT, QUEUE_TIMEOUT, DEADLINE_EXCEEDED -> lasting(kind);
            case MALFORMED ->
                new OutcomeError(
                        kind,
                        "Data of the task cannot be read",
                        "The worker or the broker could not read what was stored, or could not store the result.",
                        "Use one version of Codefleet for the whole fleet; read the worker's log.");
            case UNSUPPORTED_VERSION ->
                new OutcomeError(
                        kind,
                        "Data of the task is of a newer version",
                        "A newer version of Codefleet wrote what this process reads. Nothing is damaged.",
                        "Update the process that shows this error.");
            case UNKNOWN ->
                new OutcomeError(
                        kind,
                        "The kind of error is not known here",
                        "A newer version of Codefleet named a kind that this control plane does not know.",
                        "Read the message of the error, and update the control plane.");
        };
    }

    private static OutcomeError passing(ErrorKind kind) {
        return switch (kind) {
            case RATE_LIMITED ->
                new OutcomeError(
                        kind,
                        "The model's provider asked to wait",
                        "The provider of the model limits requests or tokens, and the attempt ended for that.",
                        "Let the task be retried: an attempt begins after the time that the provider named. Name further"
                                + " models, or run fewer tasks at once.");
            case ATTEMPT_TIMEOUT ->
                new OutcomeError(
                        kind,
                        "The attempt ran longer than its limit",
                        "The attempt had no result when the task's attempt timeout had passed, and was ended.",
                        "Raise `limits.attemptTimeoutMs` of the task, or give it less to do.");
            case WORKER_LOST ->
                new OutcomeError(
                        kind,
                        "The worker was lost",
                        "The worker stopped renewing its lease: it died, hung, or could not reach the broker.",
                        "Look at the worker's log and its machine. The task runs again elsewhere while attempts are left.");
            default ->
                new OutcomeError(
                        kind,
                        "A passing fault",
                        "The agent crashed, the network failed, or the handler of the worker threw an exception.",
                        "Read the message of the error. The task runs again while attempts are left; replay it if none is.");
        };
    }

    private static OutcomeError lasting(ErrorKind kind) {
        return switch (kind) {
            case BUDGET_EXCEEDED ->
                new OutcomeError(
                        kind,
                        "A budget is used up",
                        "The attempt has used up its cost, tokens or steps, or it was not begun because the allowance of"
                                + " its task is used up.",
                        "Replay the task with a larger budget, or when the allowance begins again.");
            case CONFLICT ->
                new OutcomeError(
                        kind,
                        "The result conflicts with a change of its destination",
                        "The changes of the agent could not be pushed, because the target branch has changed meanwhile.",
                        "Replay the task on the new state of the branch, or apply its patch by hand.");
            case QUEUE_TIMEOUT ->
                new OutcomeError(
                        kind,
                        "No worker took the task in time",
                        "The task waited for its whole queue timeout, and no worker took it.",
                        "Look at the lanes: start a worker with the required capabilities, or add workers. Raise"
                                + " `limits.queueTimeoutMs` where such waits are expected.");
            case DEADLINE_EXCEEDED ->
                new OutcomeError(
                        kind,
                        "The deadline of the task passed",
                        "The task had no outcome when its deadline came, whether it waited or ran.",
                        "Look at the history of the task for what took the time. Replay it with a later deadline.");
            default ->
                new OutcomeError(
                        kind,
                        "The same input will fail again",
                        "The failure is one of the input or the configuration, such as wrong credentials, an unknown model"
                                + " or a prompt that is too long.",
                        "Read the message of the error, correct its cause, and replay the task.");
        };
    }

    /** Returns the address of the page. */
    String type(PathPrefix prefix) {
        return prefix.path() + Problem.PATH + kind.code();
    }
}
