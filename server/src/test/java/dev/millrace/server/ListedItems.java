package dev.millrace.server;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.server.swap.Served;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Items like another: the listed ones, then all others by inner product. */
public record ListedItems(Catalog catalog) implements Served.SimilarItemSearch {
    @Override
    public List<Served.SimilarItem> similar(int item, int count) {
        SimilarItems lists = catalog.similar();
        List<Served.SimilarItem> listed = IntStream.range(lists.begin(item), lists.end(item))
                .mapToObj(at -> new Served.SimilarItem(lists.neighbour(at), lists.weight(at), "list"))
                .toList();
        Stream<Served.SimilarItem> near = IntStream.range(0, catalog.vectors().size())
                .filter(other -> other != item && listed.stream().noneMatch(found -> found.item() == other))
                .mapToObj(
                        other -> new Served.SimilarItem(other, catalog.vectors().dot(item, other), "vector"))
                .sorted(Comparator.comparingDouble(similar -> -similar.score()));
        return Stream.concat(listed.stream(), near).limit(count).toList();
    }
}
