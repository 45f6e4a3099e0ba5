package io.culvert.ca.http;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Opens and shuts the resources of this bundle, as configured. They stay open while the configuration changes. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.culvert.ca.http")
@Designate(ocd = Doors.Config.class)
public final class Doors {

    /** Configuration of this bundle. */
    @ObjectClassDefinition(
            name = "Culvert certificate authority by HTTP",
            description = "What of the certificate authority the WebSocket listeners answer by HTTP")
    @interface Config {
        @AttributeDefinition(
                name = "EST",
                description = "Whether devices can enrol by EST (RFC 7030), below /.well-known/est/")
        boolean est() default true;

        @AttributeDefinition(
                name = "Revocation lists",
                description = "Whether the authority's certificates and revocation lists are published, below /d2d/")
        boolean crl() default true;

        @AttributeDefinition(
                name = "OCSP",
                description = "Whether anybody can ask for the status of a certificate (RFC 6960), at /d2d/ocsp")
        boolean ocsp() default true;
    }

    @Activate
    public Doors(ComponentContext context, Config config) {
        open(context, EstResource.NAME, config.est());
        open(context, PublicationResource.NAME, config.crl());
        open(context, OcspResource.NAME, config.ocsp());
    }

    private static void open(ComponentContext context, String component, boolean open) {
        if (open) {
            context.enableComponent(component);
        } else {
            context.disableComponent(component);
        }
    }
}
