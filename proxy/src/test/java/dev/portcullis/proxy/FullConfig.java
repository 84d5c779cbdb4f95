package dev.portcullis.proxy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;

/** A configuration that uses every setting that the proxy reads. */
final class FullConfig {
  static final String TEXT =
      """
      listen:
        address: 127.0.0.1:5443
        tls: {certificate: tls/cert.pem, key: tls/key.pem, clientCa: tls/ca.pem}
      admin: 0.0.0.0:5001
      adminTokenFile: admin.token
      clients:
        htpasswd: clients.htpasswd
        access:
          - {client: team-b, images: ["registry.acme.io/team-b/**"]}
      upstreams:
        docker.io: {url: "https://registry-1.docker.io", default: true}
        registry.acme.io:
          url: https://registry.acme.io/
          credentials: {username: robot, passwordFile: secrets/robot}
          tagTtl: 2s
          signatures: registry.acme.io/signatures
          writes: passthrough
          realms: [auth.acme.io]
          redirects: ["s3.acme.internal:9000"]
          ca: tls/ca.pem
        ghcr.io:
          url: https://ghcr.io
          credentials: {dockerConfig: config.json}
        quay.io:
          url: https://quay.io
          credentials: {helper: ecr-login}
        registry.acme.io:5443:
          url: https://registry.acme.io:5443/mirror
          credentials: {passThrough: true}
      blobs: {gate: open, verify: false, redirectFrom: 512MiB}
      evidence: {absentFor: 9s, largest: 20MiB}
      prefetch: {keepWarm: ["registry.acme.io/prod/api:1.0"], every: 30s}
      state: var/state
      tracing: {otlp: "https://otel.acme.internal:4318", sample: 0.25}
      drain: {delay: 5s, timeout: 2m}
      trust:
        revocation:
          mode: soft
          budget: 500ms
          cache: var/revocation
          staleGrace: 1h
          allow: [ocsp.acme.internal]
      record: {url: "postgresql://db.acme.io:5432/portcullis?sslmode=verify-full", username: portcullis, passwordFile: secrets/robot, onTrouble: drop-and-count, keep: 400d}
      signers:
        release: {keys: [release.pub]}
      rules:
        - name: prod
          images: ["registry.acme.io/prod/**"]
          require:
            - signature: {by: release}
      """;

  private static final String HASH = "$2y$10$abcdefghijklmnopqrstuuOJz.gzBcVPvVOQ5OZC1VhQnR3oO7zMW";

  private FullConfig() {}

  /** The configuration with the files that it names. */
  static ConfigFolder in(Path folder) throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .ecp256()
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    return new ConfigFolder(folder)
        .withKey("release.pub")
        .with("clients.htpasswd", "team-b:" + HASH + "\n")
        .with("secrets/robot", "hunter2\n")
        .with("admin.token", "0123456789abcdef\n")
        .with("tls/cert.pem", certificate.getCertificatePathPEM())
        .with("tls/key.pem", certificate.getPrivateKeyPEM())
        .with("tls/ca.pem", certificate.getCertificatePathPEM())
        .with("config.json", "{}")
        .with("portcullis.yaml", TEXT);
  }
}
