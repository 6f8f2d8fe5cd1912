package io.codefleet.launcher.cli.command;

import java.util.Optional;

/**
 * What the demo runs with.
 *
 * @param opencode the OpenCode to start
 * @param model the real model; absent: the scripted one
 */
record DemoPlan(String opencode, Optional<String> model) {}
