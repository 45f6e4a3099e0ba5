package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.Codec;
import io.culvert.api.codec.CodecSession;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The language of the nymea remote proxy and its clients. */
@Component(service = Codec.class, configurationPid = "io.culvert.codec.jsonrpc")
@Designate(ocd = JsonRpcCodec.Config.class)
public final class JsonRpcCodec implements Codec {

    private final MethodTable methods;
    private final AtomicLong notificationIds = new AtomicLong();

    /** Configuration of the codec. */
    @ObjectClassDefinition(
            name = "Culvert codec (JSON-RPC)",
            description = "The messages that peers and the gateway exchange before the tunnel")
    @interface Config {
        @AttributeDefinition(name = "Server name", description = "How this gateway calls itself when a peer says hello")
        String server_name() default "culvert";
    }

    @Activate
    public JsonRpcCodec(BundleContext context, Config config) {
        this(config.server_name(), release(context.getBundle().getVersion()));
    }

    JsonRpcCodec(String serverName, String version) {
        methods = new MethodTable(serverName, version);
    }

    @Override
    public CodecSession open() {
        return new JsonRpcSession(methods, notificationIds::getAndIncrement);
    }

    /** The qualifier, a time of build, is nobody's business. */
    private static String release(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
