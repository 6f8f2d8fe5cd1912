package io.codefleet.launcher.cli.command;

import java.util.Optional;

/**
 * Plan of a demo: the programs and models that it uses.
 *
 * @param opencode the OpenCode to start
 * @param model the real model; absent: the scripted one
 */
record DemoPlan(String opencode, Optional<String> model) {}
