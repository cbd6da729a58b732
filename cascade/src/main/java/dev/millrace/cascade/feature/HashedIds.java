package dev.millrace.cascade.feature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ids in a list and a hash table. Immutable and thread-safe. */
final class HashedIds implements ItemIds {
    private final List<String> ids;
    private final Map<String, Integer> ordinals;

    HashedIds(List<String> ids) {
        this.ids = List.copyOf(ids);
        this.ordinals = new HashMap<>(ids.size() * 2);
        for (int i = 0; i < ids.size(); i++) {
            if (ordinals.put(ids.get(i), i) != null) {
                throw new IllegalArgumentException("item id " + ids.get(i) + ": listed twice");
            }
        }
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public String id(int item) {
        return ids.get(item);
    }

    @Override
    public int ordinal(String id) {
        return ordinals.getOrDefault(id, -1);
    }
}
