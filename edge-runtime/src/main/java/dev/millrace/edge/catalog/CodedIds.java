package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.ItemIds;

/** Ids of items whose ordinals follow the order of their UTF-8 bytes. Immutable and thread-safe. */
final class CodedIds implements ItemIds {
    private final CodedStrings ids;

    CodedIds(CodedStrings ids) {
        this.ids = ids;
    }

    static CodedIds read(PartReader part) {
        CodedIds read = new CodedIds(CodedStrings.read(part, "item id", part.count("items", 0, Integer.MAX_VALUE)));
        part.end();
        return read;
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
        return ids.indexOf(id);
    }
}
