/**
 * Drives workflows. {@code StepPlanner} says what is next and is pure; {@code WorkflowDriver} keeps the state of one run of a
 * definition and starts a {@code StepRun} for each step; {@code StepTasks} is where their tasks come from: submitted by a
 * driver, or only looked up by who watches. {@code FleetWorkflows} is the door.
 */
@NullMarked
package io.codefleet.internal.orchestration.workflow;

import org.jspecify.annotations.NullMarked;
