package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import org.junit.jupiter.api.Test;

final class SyntheticShopTest {
    @Test
    void aShopHasTheSizeAskedFor() {
        Dataset shop = SyntheticShop.generate(ShopOptions.SMALL);
        assertThat(shop.events().size()).isEqualTo(150_000);
        assertThat(shop.events().users()).hasSize(5000);
        assertThat(shop.items().size()).isEqualTo(1000);
        assertThat(shop.events().sorted()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameShopAndAnotherSeedAnother() {
        ShopOptions options = new ShopOptions(300, 200, 5000, 9);
        EventLog one = SyntheticShop.generate(options).events();
        EventLog same = SyntheticShop.generate(options).events();
        EventLog other =
                SyntheticShop.generate(new ShopOptions(300, 200, 5000, 10)).events();
        assertThat(same.histories().of(7).items())
                .isEqualTo(one.histories().of(7).items());
        assertThat(other.histories().of(7).items())
                .isNotEqualTo(one.histories().of(7).items());
    }
}
