/**
 * The handler of tasks of type {@code verify}: a patch and a command, tried on a fresh copy of a project. A host adds it to a
 * worker of its own; nothing else in the engine knows it.
 */
@NullMarked
package io.codefleet.verify;

import org.jspecify.annotations.NullMarked;
