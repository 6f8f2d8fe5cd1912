/**
 * A worker's configuration: the file as written, the layers of flags and environment over it, and the settings that come of
 * them. Every fault is a {@link io.codefleet.launcher.config.ConfigException} of one sentence that names the place and the
 * correction.
 */
@NullMarked
package io.codefleet.launcher.config;

import org.jspecify.annotations.NullMarked;
