/**
 * Calls that are made one by one and sent many at a time. Knows nothing of tasks; the client and the worker use it.
 */
@NullMarked
package io.codefleet.internal.batch;

import org.jspecify.annotations.NullMarked;
