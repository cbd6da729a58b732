package dev.millrace.datasets.synthetic;

import java.util.Locale;

/** The words of the shop: what categories, brands and items are called. Stateless. */
final class Names {
    private static final String[] NOUNS = {
        "Kettle",
        "Lamp",
        "Backpack",
        "Jacket",
        "Tent",
        "Bicycle",
        "Notebook",
        "Pencil",
        "Camera",
        "Tripod",
        "Headphone",
        "Speaker",
        "Keyboard",
        "Monitor",
        "Chair",
        "Desk",
        "Blanket",
        "Pillow",
        "Candle",
        "Vase",
        "Teapot",
        "Mug",
        "Knife",
        "Pan",
        "Novel",
        "Atlas",
        "Puzzle",
        "Kite",
        "Drum",
        "Guitar",
        "Sneaker",
        "Sandal",
        "Scarf",
        "Glove",
        "Watch",
        "Bracelet",
        "Soap",
        "Shampoo",
        "Toothbrush",
        "Towel",
        "Shovel",
        "Seedling",
        "Planter",
        "Hammock",
        "Thermos",
        "Cooler",
        "Stove",
        "Lantern",
        "Rope",
        "Helmet"
    };
    private static final String[] MATERIALS = {
        "",
        "Steel ",
        "Wooden ",
        "Cotton ",
        "Leather ",
        "Glass ",
        "Bamboo ",
        "Ceramic ",
        "Wool ",
        "Carbon ",
        "Linen ",
        "Cork "
    };
    private static final String[] DEPARTMENTS = {
        "home", "kitchen", "outdoor", "office", "fashion", "electronics", "beauty", "garden", "music", "toys"
    };
    private static final String[] ADJECTIVES = {
        "Compact", "Classic", "Light", "Quiet", "Bright", "Sturdy", "Soft", "Slim", "Grand", "Simple", "Vintage",
        "Modern", "Rapid", "Gentle", "Bold", "Fine", "Clever", "Warm", "Cool", "Little"
    };
    private static final String[] SYLLABLES = {
        "nor", "wind", "al", "ta", "bel", "mo", "ri", "ka", "ven", "do", "lu", "sen", "tor", "mi", "ra", "os"
    };

    private Names() {}

    /** Returns how many different categories there can be. */
    static int mostCategories() {
        return NOUNS.length * MATERIALS.length;
    }

    static String department(int category) {
        return DEPARTMENTS[category % DEPARTMENTS.length];
    }

    static String category(int category) {
        return noun(category).toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    static String brand(int brand) {
        StringBuilder name = new StringBuilder();
        int rest = brand;
        for (int i = 0; i < 3; i++) {
            name.append(SYLLABLES[(rest + 5 * i) % SYLLABLES.length]);
            rest /= SYLLABLES.length;
        }
        name.setCharAt(0, Character.toUpperCase(name.charAt(0)));
        return rest == 0 ? name.toString() : name.append(' ').append(rest).toString();
    }

    static String title(int brand, int category, int model) {
        String adjective = ADJECTIVES[model % ADJECTIVES.length];
        return brand(brand) + " " + adjective + " " + noun(category) + " " + (100 + model % 900);
    }

    private static String noun(int category) {
        return MATERIALS[category / NOUNS.length % MATERIALS.length] + NOUNS[category % NOUNS.length];
    }
}
