package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.Catalog;
import org.junit.jupiter.api.Test;

final class SampleFiltersTest {
    private final Catalog catalog = new FakeShop(FakeShop.DATA_END).catalog();

    @Test
    void everyFieldHasAFilterOfItsKind() {
        assertThat(SampleFilters.of(catalog, 1024))
                .containsExactly("title:[* TO *]", "category:\"books\"", "price:[* TO 1.0]", "created:[* TO *]");
    }

    @Test
    void whatACallerMayNotAskIsNotAskedEither() {
        assertThat(SampleFilters.of(catalog, 14)).containsExactly("title:[* TO *]");
        assertThat(SampleFilters.of(catalog, 1)).isEmpty();
    }
}
