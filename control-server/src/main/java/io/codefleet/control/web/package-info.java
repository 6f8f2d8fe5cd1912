/** The dashboard: its files, and how a browser signs in. */
@NullMarked
package io.codefleet.control.web;

import org.jspecify.annotations.NullMarked;
