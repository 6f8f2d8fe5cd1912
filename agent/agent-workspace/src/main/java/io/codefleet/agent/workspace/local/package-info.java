/**
 * Folders and files of this machine, safe against what an agent puts in them; and what changed in a folder.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.workspace.local;

import org.jspecify.annotations.NullMarked;
