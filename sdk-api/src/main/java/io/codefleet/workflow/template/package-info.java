/** Texts with references in them, such as {@code {{ steps.lint.text }}}. Knows nothing of workflows. */
@NullMarked
package io.codefleet.workflow.template;

import org.jspecify.annotations.NullMarked;
