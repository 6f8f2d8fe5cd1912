package io.codefleet.launcher.config;

import io.codefleet.control.ControlOptions;

/**
 * Settings of a control plane's process.
 *
 * @param options its options
 * @param port where it listens; 0: a free one
 */
public record ControlSettings(ControlOptions options, int port) {}
