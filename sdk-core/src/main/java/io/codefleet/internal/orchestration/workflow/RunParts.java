package io.codefleet.internal.orchestration.workflow;

/**
 * Parts that all steps of a run share.
 *
 * @param tasks where their tasks come from
 * @param gate whether more may begin
 * @param onChange called when something has changed
 */
record RunParts(StepTasks tasks, Gate gate, Runnable onChange) {}
