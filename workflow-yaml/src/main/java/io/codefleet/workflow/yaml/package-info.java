/** Workflows as people write them, in YAML or JSON. {@link io.codefleet.workflow.yaml.WorkflowFile} is the way in. */
@NullMarked
package io.codefleet.workflow.yaml;

import org.jspecify.annotations.NullMarked;
