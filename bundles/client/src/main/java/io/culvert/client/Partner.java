package io.culvert.client;

/**
 * The other end of a tunnel, as it called itself. Nothing but the shared token vouches for it, unless the tunnel is
 * secured end to end: then the uuid is that of the certificate by which it has shown who it is.
 *
 * @param name what it is called by people
 * @param uuid its identifier, verbatim
 */
public record Partner(String name, String uuid) {}
