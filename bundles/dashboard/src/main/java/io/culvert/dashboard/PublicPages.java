package io.culvert.dashboard;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Shows or hides what of this bundle the peers' listeners serve, as configured. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.culvert.dashboard")
@Designate(ocd = PublicPages.Config.class)
public final class PublicPages {

    /** Configuration of this bundle. */
    @ObjectClassDefinition(name = "Culvert dashboard", description = "Pages for people, besides the dashboard itself")
    @interface Config {
        @AttributeDefinition(
                name = "Test page",
                description = "Whether the WebSocket listeners have the connection test at /test, without a login")
        boolean test_page() default true;
    }

    @Activate
    public PublicPages(ComponentContext context, Config config) {
        if (config.test_page()) {
            context.enableComponent(TestPage.NAME);
        } else {
            context.disableComponent(TestPage.NAME);
        }
    }
}
