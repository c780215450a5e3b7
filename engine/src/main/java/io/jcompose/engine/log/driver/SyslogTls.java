package io.jcompose.engine.log.driver;

import io.jcompose.engine.tls.AnyCertificate;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How a syslog server is spoken to secretly, by files in PEM.
 *
 * @param authorities who may vouch for the server, besides those that the JDK knows
 * @param own the certificate that the server is shown, with its {@code key}
 * @param anyServer whoever answers is believed
 */
record SyslogTls(Optional<Path> authorities, Optional<Path> own, Optional<Path> key, boolean anyServer) {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    SyslogTls {
        if (own.isPresent() != key.isPresent()) {
            throw invalid(
                    "syslog-tls-cert and syslog-tls-key belong together, and one is missing", "give both or none");
        }
    }

    /** Files that are missing or that make no sense are told now, before anything is made. */
    static SyslogTls of(String authorities, String own, String key, boolean anyServer) {
        SyslogTls tls = new SyslogTls(file(authorities), file(own), file(key), anyServer);
        tls.context();
        return tls;
    }

    private static Optional<Path> file(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    /** A connection whose other end has shown who it is. */
    Socket connect(InetSocketAddress peer) throws IOException {
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket();
        try {
            socket.connect(peer);
            if (!anyServer) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("dial tcp+tls " + peer + ": " + e.getMessage(), e);
        }
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), anyServer ? new TrustManager[] {new AnyCertificate()} : trust(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw invalid(
                    "the files of syslog-tls-ca-cert, syslog-tls-cert and syslog-tls-key can't be used: "
                            + e.getMessage(),
                    "give certificates in PEM, and the key in PEM of PKCS 8 (openssl pkcs8 -topk8 -nocrypt)");
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (own.isEmpty()) {
            return new KeyManager[0];
        }
        Collection<? extends Certificate> chain = certificates(own.orElseThrow());
        KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey(key.orElseThrow()), NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        TrustManagerFactory known = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        known.init((KeyStore) null);
        if (authorities.isEmpty()) {
            return known.getTrustManagers();
        }
        List<Certificate> all = new ArrayList<>(certificates(authorities.orElseThrow()));
        for (TrustManager manager : known.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                all.addAll(Arrays.asList(x509.getAcceptedIssuers()));
            }
        }
        KeyStore store = emptyStore();
        for (Certificate certificate : all) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (found.isEmpty()) {
            throw new IOException("\"" + file + "\" has no certificate");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        Matcher matcher = PRIVATE_KEY.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new IOException("\"" + file + "\" has no \"BEGIN PRIVATE KEY\"");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                continue; // a key of another algorithm
            }
        }
        throw new InvalidKeySpecException("\"" + file + "\" is a key of none of RSA, EC and EdDSA");
    }

    private static JcomposeException invalid(String message, String remedy) {
        return new JcomposeException(Kind.INVALID, message, remedy);
    }
}
