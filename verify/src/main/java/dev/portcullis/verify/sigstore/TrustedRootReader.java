package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.ExtendedKeyUsage;
import dev.portcullis.verify.x509.TimestampProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the four lists of a {@code TrustedRoot} message (sigstore spec notes, 3). */
final class TrustedRootReader {
  private final List<String> warnings = new ArrayList<>();
  private final List<String> authorityUris = new ArrayList<>();
  private List<Optional<TransparencyLog>> logs = List.of();
  private List<Optional<TransparencyLog>> certificateLogs = List.of();
  private List<Optional<CertificateAuthority>> authorities = List.of();
  private List<Optional<TimestampAuthority>> timestampAuthorities = List.of();

  /** Reads the value of one field; false if the message has no such field. */
  boolean read(String field, ProtoJson in) throws MalformedException {
    switch (field) {
      case "tlogs" -> logs = in.list(Limits.TRUSTED_INSTANCES, this::log);
      case "ctlogs" -> certificateLogs = in.list(Limits.TRUSTED_INSTANCES, this::log);
      case "certificateAuthorities" ->
          authorities = in.list(Limits.TRUSTED_INSTANCES, this::issuing);
      case "timestampAuthorities" ->
          timestampAuthorities =
              in.list(Limits.TRUSTED_INSTANCES, each -> timestampAuthority(Instance.read(each)));
      default -> {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return logs.isEmpty()
        && certificateLogs.isEmpty()
        && authorities.isEmpty()
        && timestampAuthorities.isEmpty();
  }

  List<TransparencyLog> logs() {
    return usable(logs);
  }

  List<TransparencyLog> certificateLogs() {
    return usable(certificateLogs);
  }

  List<CertificateAuthority> authorities() {
    return usable(authorities);
  }

  List<TimestampAuthority> timestampAuthorities() {
    return usable(timestampAuthorities);
  }

  /** What the root as it is written offers, whether this program can use it or not. */
  Thresholds offered() {
    int least = logs.isEmpty() ? 0 : 1;
    return new Thresholds(least, certificateLogs.isEmpty() ? 0 : 1, 1 - least);
  }

  /** The URLs of the certificate authorities, usable or not. */
  List<String> authorityUris() {
    return authorityUris;
  }

  List<String> warnings() {
    return warnings;
  }

  private static <T> List<T> usable(List<Optional<T>> all) {
    return all.stream().flatMap(Optional::stream).toList();
  }

  private Optional<TransparencyLog> log(ProtoJson in) throws MalformedException {
    String baseUrl = "";
    String hashAlgorithm = "";
    LogKey key = LogKey.NONE;
    Optional<Bytes> id = Optional.empty();
    String operator = "";
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "baseUrl" -> baseUrl = in.string();
        case "hashAlgorithm" -> hashAlgorithm = in.enumValue();
        case "publicKey" -> key = LogKey.read(in);
        case "logId" -> id = Optional.of(VerificationMaterial.onlyBytes(in, "keyId", 32));
        case "checkpointKeyId" -> VerificationMaterial.onlyBytes(in, "keyId", 32);
        case "operator" -> operator = in.string();
        default -> throw fields.unknown();
      }
    }
    if (key.validFor().start().isEmpty()) {
      throw new MalformedException(
          "log '" + Quoting.shorten(baseUrl) + "' has no publicKey.validFor.start");
    }
    Optional<SignatureScheme> scheme = LogKeys.scheme(key.details());
    if (scheme.isEmpty()) {
      return leaveOut(baseUrl, "its key is of kind " + Quoting.shorten(key.details()));
    }
    if (!hashAlgorithm.equals("SHA2_256") && !hashAlgorithm.equals("1")) {
      return leaveOut(baseUrl, "its hash algorithm is " + Quoting.shorten(hashAlgorithm));
    }
    VerificationKey parsed = VerificationKey.fromSpki(key.rawBytes());
    if (!LogKeys.fits(parsed, scheme.get())) {
      throw new MalformedException(
          "log '" + Quoting.shorten(baseUrl) + "' has a key that is not what keyDetails says");
    }
    String origin = host(baseUrl);
    return Optional.of(
        new TransparencyLog(
            baseUrl,
            origin,
            LogKeys.requireId(parsed, origin, id),
            parsed,
            scheme.get(),
            key.validFor(),
            operator));
  }

  private record LogKey(Bytes rawBytes, String details, TimeRange validFor) {
    static final LogKey NONE = new LogKey(Bytes.empty(), "unspecified", TimeRange.ALWAYS);

    static LogKey read(ProtoJson in) throws MalformedException {
      LogKey key = NONE;
      for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
        key =
            switch (fields.name()) {
              case "rawBytes" -> new LogKey(in.bytes(), key.details, key.validFor);
              case "keyDetails" -> new LogKey(key.rawBytes, in.enumValue(), key.validFor);
              case "validFor" -> new LogKey(key.rawBytes, key.details, TimeRange.read(in));
              default -> throw fields.unknown();
            };
      }
      return key;
    }
  }

  /** A certificate or timestamp authority. */
  private record Instance(
      String uri, List<Bytes> certificates, TimeRange validFor, String operator) {

    static Instance read(ProtoJson in) throws MalformedException {
      String uri = "";
      List<Bytes> certificates = List.of();
      TimeRange validFor = TimeRange.ALWAYS;
      String operator = "";
      for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
        switch (fields.name()) {
          case "subject" -> in.skip();
          case "uri" -> uri = in.string();
          case "certChain" -> certificates = VerificationMaterial.certificates(in);
          case "validFor" -> validFor = TimeRange.read(in);
          case "operator" -> operator = in.string();
          default -> throw fields.unknown();
        }
      }
      return new Instance(uri, certificates, validFor, operator);
    }

    List<Certificate> chain() throws MalformedException {
      List<Certificate> chain = new ArrayList<>(certificates.size());
      for (Bytes certificate : certificates) {
        chain.add(Certificate.parse(certificate));
      }
      return chain;
    }
  }

  private Optional<CertificateAuthority> issuing(ProtoJson in) throws MalformedException {
    Instance instance = Instance.read(in);
    authorityUris.add(instance.uri());
    return authority(instance);
  }

  private Optional<CertificateAuthority> authority(Instance instance) {
    try {
      AuthorityChain chain = AuthorityChain.of(instance.chain(), ExtendedKeyUsage.CODE_SIGNING);
      return Optional.of(new CertificateAuthority(instance.uri(), chain, instance.validFor()));
    } catch (MalformedException e) {
      return leaveOut(instance.uri(), e.getMessage());
    }
  }

  private Optional<TimestampAuthority> timestampAuthority(Instance instance) {
    try {
      List<Certificate> chain = instance.chain();
      if (chain.isEmpty()) {
        return leaveOut(instance.uri(), "it has no certificate");
      }
      Certificate signer = chain.getFirst();
      signer.key();
      Optional<Failure> profile = TimestampProfile.failure(signer);
      if (profile.isPresent()) {
        return leaveOut(instance.uri(), profile.get().message());
      }
      Optional<AuthorityChain> above = Optional.empty();
      if (chain.size() > 1) {
        List<Certificate> rest = chain.subList(1, chain.size());
        above = Optional.of(AuthorityChain.of(rest, ExtendedKeyUsage.TIME_STAMPING));
        if (!signer.isIssuedBy(rest.getFirst())) {
          return leaveOut(instance.uri(), "its signer is not issued by the next of its chain");
        }
      }
      return Optional.of(
          new TimestampAuthority(
              instance.uri(), signer, above, instance.validFor(), instance.operator()));
    } catch (MalformedException e) {
      return leaveOut(instance.uri(), e.getMessage());
    }
  }

  private <T> Optional<T> leaveOut(String url, String reason) {
    warnings.add("'" + Quoting.shorten(url) + "' is left out: " + reason);
    return Optional.empty();
  }

  private static String host(String url) {
    int scheme = url.indexOf("://");
    String rest = scheme < 0 ? url : url.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int port = authority.indexOf(':');
    return port < 0 ? authority : authority.substring(0, port);
  }
}
