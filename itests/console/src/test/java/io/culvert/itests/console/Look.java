package io.culvert.itests.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/** How somebody looks at pages: what the system prefers, and how wide the window is. */
enum Look {
    LIGHT(ColorScheme.LIGHT, 1280, 800),
    DARK(ColorScheme.DARK, 1280, 800),
    PHONE(ColorScheme.LIGHT, 360, 740),
    DARK_PHONE(ColorScheme.DARK, 360, 740);

    private final ColorScheme scheme;
    private final int width;
    private final int height;

    Look(ColorScheme scheme, int width, int height) {
        this.scheme = scheme;
        this.width = width;
        this.height = height;
    }

    void apply(Page page) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    /** In the names of pictures. */
    String suffix() {
        return "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
