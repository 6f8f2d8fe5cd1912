package io.codefleet.launcher.config;

import io.codefleet.control.ControlOptions;

/**
 * How a control plane is run.
 *
 * @param options what it does
 * @param port where it listens; 0: a free one
 */
public record ControlSettings(ControlOptions options, int port) {}
