/** The certificate authority by HTTP: EST (RFC 7030), revocation lists, OCSP (RFC 6960). */
@NullMarked
package io.culvert.ca.http;

import org.jspecify.annotations.NullMarked;
