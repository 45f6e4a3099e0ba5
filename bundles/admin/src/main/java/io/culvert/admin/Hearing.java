package io.culvert.admin;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelListener;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Hands on what happens to the sampler, once there is one. Apart from it because it needs no other service: broker and
 * authority ask for their listeners while they start, the sampler asks for broker and authority, and of such a circle
 * one reference would stay empty. For any thread.
 */
@Component(service = {Hearing.class, EventListener.class, TunnelListener.class})
public final class Hearing implements EventListener, TunnelListener {

    private volatile @Nullable Sampler sampler;

    void tell(@Nullable Sampler told) {
        sampler = told;
    }

    @Override
    public void happened(Event event) {
        Sampler told = sampler;
        if (told != null) {
            told.happened(event);
        }
    }

    @Override
    public void closed(TunnelInfo tunnel, CloseReason reason) {
        Sampler told = sampler;
        if (told != null) {
            told.closed(tunnel, reason);
        }
    }
}
