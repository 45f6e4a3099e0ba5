package io.culvert.codec.jsonrpc;

import static io.culvert.codec.jsonrpc.Signature.optional;
import static io.culvert.codec.jsonrpc.Signature.required;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.codec.Message;
import java.util.Base64;
import java.util.List;

/** What peers may ask of the certificate authority, and how its answers are told. */
final class CertificateMethods {

    private static final Signature ISSUED =
            Signature.of(required("certificate", Type.Basic.STRING), required("chain", Type.Basic.STRING));

    static final List<Method> ALL = List.of(
            new Method(
                    "Certificate.Authorities",
                    "Tells whom to believe: the roots, and the links that lead from older roots to newer ones.",
                    List.of(new Method.Form(
                            Signature.of(),
                            Signature.of(
                                    required("authorities", Type.Basic.STRING), required("links", Type.Basic.STRING)),
                            (id, params, session) -> new Message.Authorities(id)))),
            new Method(
                    "Certificate.Renew",
                    "Issues the successor of a certificate. The signature, in base64, is made with that certificate's"
                            + " key, of the text \"culvert certificate renewal\", a line feed, and the DER of the csr.",
                    List.of(new Method.Form(
                            Signature.of(
                                    required("certificate", Type.Basic.STRING),
                                    required("signature", Type.Basic.STRING),
                                    required("csr", Type.Basic.STRING)),
                            ISSUED,
                            (id, params, session) -> renew(new CertificateParams(id, params))))),
            new Method(
                    "Certificate.Sign",
                    "Issues a certificate to whoever has a token. The csr is PKCS#10, in PEM or as base64 of DER.",
                    List.of(new Method.Form(
                            Signature.of(
                                    required("token", Type.Basic.STRING),
                                    required("csr", Type.Basic.STRING),
                                    optional("uuid", Type.Basic.STRING),
                                    optional("name", Type.Basic.STRING)),
                            ISSUED,
                            (id, params, session) -> sign(new CertificateParams(id, params))))),
            new Method(
                    "Certificate.Status",
                    "Tells whether a certificate of this gateway's authority is good: an OCSP response, as base64.",
                    List.of(new Method.Form(
                            Signature.of(required("certificate", Type.Basic.STRING)),
                            Signature.of(required("ocsp", Type.Basic.STRING)),
                            (id, params, session) -> new Message.CertificateStatus(
                                    id, new CertificateParams(id, params).certificate())))));

    private CertificateMethods() {}

    private static Message sign(CertificateParams params) {
        return new Message.Enroll(
                params.id(),
                params.required("token"),
                params.optional("uuid"),
                params.optional("name"),
                params.request());
    }

    private static Message renew(CertificateParams params) throws RefusedException {
        return new Message.Renew(
                params.id(), new RenewalProof(params.certificate(), params.signature()), params.request());
    }

    static String issued(long id, Issuance outcome) {
        if (outcome instanceof Issuance.Refused refused) {
            return Outgoing.error(
                    id, "Certificate refused (" + refused.reason().text() + "): " + refused.explanation());
        }
        Issuance.Issued issued = (Issuance.Issued) outcome;
        return Outgoing.success(
                id,
                Json.Obj.empty()
                        .with("certificate", Pem.of(issued.certificate()))
                        .with("chain", Pem.of(issued.chain())));
    }

    static String authorities(long id, TrustBundle trust) {
        return Outgoing.success(
                id, Json.Obj.empty().with("authorities", Pem.of(trust.roots())).with("links", Pem.of(trust.links())));
    }

    static String status(long id, byte[] ocsp) {
        return Outgoing.success(
                id, Json.Obj.empty().with("ocsp", Base64.getEncoder().encodeToString(ocsp)));
    }
}
