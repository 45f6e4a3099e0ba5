package io.culvert.api.ca;

/** Why a certificate is revoked: those of RFC 5280 section 5.3.1 that make sense for devices. */
public enum RevocationReason {
    UNSPECIFIED(0),
    KEY_COMPROMISE(1),
    AFFILIATION_CHANGED(3),
    SUPERSEDED(4),
    CESSATION_OF_OPERATION(5),
    PRIVILEGE_WITHDRAWN(9);

    private final int code;

    RevocationReason(int code) {
        this.code = code;
    }

    /** The value of CRLReason. */
    public int code() {
        return code;
    }
}
