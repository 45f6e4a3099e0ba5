package io.culvert.ca;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Those who verify certificates, none of them written here. */
enum Verifier {
    OPENSSL {
        @Override
        String refusal(Path folder, List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists) {
            List<String> command = new ArrayList<>(List.of(
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-crl_check_all",
                    "-CAfile",
                    Pem.certificates(folder, "roots.pem", roots),
                    "-CRLfile",
                    Pem.crls(folder, "crl.pem", lists)));
            if (chain.size() > 1) { // it takes no empty file
                command.add("-untrusted");
                command.add(Pem.certificates(folder, "chain.pem", chain.subList(1, chain.size())));
            }
            command.add(Pem.certificates(folder, "leaf.pem", chain.subList(0, 1)));
            return output(command);
        }
    },
    GNUTLS {
        @Override
        String refusal(Path folder, List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists) {
            return output(List.of(
                    "certtool",
                    "--verify",
                    "--load-ca-certificate",
                    Pem.certificates(folder, "roots.pem", roots),
                    "--load-crl",
                    Pem.crls(folder, "crl.pem", lists),
                    "--infile",
                    Pem.certificates(folder, "chain.pem", chain)));
        }
    },
    JDK {
        @Override
        String refusal(Path folder, List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists) {
            try {
                PKIXBuilderParameters parameters = parameters(chain, roots, lists);
                CertPathBuilder.getInstance("PKIX").build(parameters);
                return "";
            } catch (GeneralSecurityException e) {
                return reason(chain, roots, lists);
            }
        }

        private static PKIXBuilderParameters parameters(
                List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists)
                throws GeneralSecurityException {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(chain.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()), target);
            parameters.addCertStore(CertStore.getInstance(
                    "Collection",
                    new CollectionCertStoreParameters(
                            Stream.concat(chain.stream(), lists.stream()).toList())));
            return parameters;
        }

        /** Who looks for a path does not say why there is none: look for one without revocation, and verify that. */
        private static String reason(List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists) {
            try {
                PKIXBuilderParameters parameters = parameters(chain, roots, lists);
                parameters.setRevocationEnabled(false);
                CertPath path =
                        CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath();
                parameters.setRevocationEnabled(true);
                CertPathValidator.getInstance("PKIX").validate(path, parameters);
                return "no reason";
            } catch (GeneralSecurityException e) {
                return e.toString();
            }
        }
    },
    /**
     * Takes whatever it is given besides the leaf as {@code --cacert}, but a path has to end in one that has signed itself.
     * Of several with one name it takes the last that it was given, and no other.
     */
    STRONGSWAN {
        @Override
        String refusal(Path folder, List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists) {
            List<String> command = new ArrayList<>(
                    List.of("pki", "--verify", "--in", Pem.certificates(folder, "leaf.pem", chain.subList(0, 1))));
            int number = 0;
            List<X509Certificate> authorities = new ArrayList<>(chain.subList(1, chain.size()));
            Collections.reverse(authorities);
            authorities.addAll(roots);
            for (X509Certificate authority : authorities) {
                command.add("--cacert");
                command.add(Pem.certificates(folder, "ca-" + number++ + ".pem", List.of(authority)));
            }
            for (X509CRL list : lists) {
                command.add("--crl");
                command.add(Pem.crls(folder, "crl-" + number++ + ".pem", List.of(list)));
            }
            return output(command);
        }

        /** Of elliptic curves only with its plugin {@code openssl}, which another package brings. */
        @Override
        boolean knows(String algorithm) {
            return algorithm.startsWith("RSA")
                    || ExternalCommand.run("pki", "--gen", "--type", "ecdsa", "--size", "256")
                                    .exit()
                            == 0;
        }
    };

    /**
     * Verifies a certificate and all that lead from it to a root, with revocation.
     *
     * @param chain the certificate first
     * @return empty when it is good
     */
    abstract String refusal(Path folder, List<X509Certificate> chain, List<X509Certificate> roots, List<X509CRL> lists);

    /** Whether it knows keys of this kind. */
    boolean knows(String algorithm) {
        return true;
    }

    private static String output(List<String> command) {
        ExternalCommand result = ExternalCommand.run(command);
        return result.exit() == 0 ? "" : "exit " + result.exit() + ": " + result.output();
    }
}
