package io.codefleet.agent.workspace.local;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Allocation of the numbers of folders with one name. One that was spoiled is not used again, nor are lower ones; of a great
 * many names the oldest share one lowest number, so that this stays small. Not thread-safe.
 */
public final class FolderNumbers {
    private static final int MAX_NAMES = 1_000;

    private final Map<String, Integer> firsts = new LinkedHashMap<>();
    private int firstOfOthers;

    /** Returns the lowest number that a folder of this name may have. */
    public int first(String name) {
        return Math.max(firstOfOthers, firsts.getOrDefault(name, 0));
    }

    /**
     * Marks the number of a folder as not to be used again.
     *
     * @param folder a name, a dash and a number
     */
    public void spoil(String folder) {
        int dash = folder.lastIndexOf('-');
        firsts.merge(folder.substring(0, dash), Integer.parseInt(folder.substring(dash + 1)) + 1, Math::max);
        if (firsts.size() > MAX_NAMES) {
            Iterator<Integer> oldest = firsts.values().iterator();
            firstOfOthers = Math.max(firstOfOthers, oldest.next());
            oldest.remove();
        }
    }
}
