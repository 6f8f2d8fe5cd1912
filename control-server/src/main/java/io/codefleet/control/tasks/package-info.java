/** The read model of tasks: what lists and searches are answered from. The broker's events come in, answers go out to the API. */
@NullMarked
package io.codefleet.control.tasks;

import org.jspecify.annotations.NullMarked;
