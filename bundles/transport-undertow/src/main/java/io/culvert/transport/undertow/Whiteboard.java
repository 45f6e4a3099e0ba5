package io.culvert.transport.undertow;

import io.culvert.api.http.HttpResource;
import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.transport.ConnectionAcceptor;
import io.culvert.api.transport.TunnelListener;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Brings those who take connections, who hear of tunnels, who answer HTTP and who make certificates to the transport as
 * they come and go. A component of its own because they need the transport themselves: one that both gave and took would
 * be a circle.
 */
@Component(
        service = {},
        immediate = true)
public final class Whiteboard {

    private final UndertowTransport transport;

    @Activate
    public Whiteboard(@Reference UndertowTransport transport) {
        this.transport = transport;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAcceptor(ConnectionAcceptor acceptor) {
        transport.bindAcceptor(acceptor);
    }

    void unbindAcceptor(ConnectionAcceptor acceptor) {
        transport.unbindAcceptor(acceptor);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindTunnelListener(TunnelListener listener) {
        transport.bindTunnelListener(listener);
    }

    void unbindTunnelListener(TunnelListener listener) {
        transport.unbindTunnelListener(listener);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAuthority(LocalAuthority authority) {
        transport.bindAuthority(authority);
    }

    void unbindAuthority(LocalAuthority authority) {
        transport.unbindAuthority(authority);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedHttpResource")
    void bindHttpResource(HttpResource resource, Map<String, Object> properties) {
        transport.resources().put(resource, properties);
    }

    void updatedHttpResource(HttpResource resource, Map<String, Object> properties) {
        transport.resources().put(resource, properties);
    }

    void unbindHttpResource(HttpResource resource) {
        transport.resources().remove(resource);
    }
}
