package io.culvert.api.codec;

import org.osgi.annotation.versioning.ProviderType;

/** A language that peers speak before the tunnel. */
@ProviderType
@FunctionalInterface
public interface Codec {

    /** Begins a dialogue with a new peer. */
    CodecSession open();
}
