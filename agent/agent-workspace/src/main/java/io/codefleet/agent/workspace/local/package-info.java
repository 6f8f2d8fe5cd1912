/** Folders and files of this machine, safe against what an agent puts in them; and what changed in a folder. */
@NullMarked
package io.codefleet.agent.workspace.local;

import org.jspecify.annotations.NullMarked;
