package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an envelope says about itself under its signature, after the rules that JWS and COSE share
 * (2.1, "Cross rules").
 *
 * @param algorithm the declared algorithm
 * @param scheme the signing scheme
 * @param signingTime when the signer says that it signed; authentic under {@link
 *     SigningScheme#SIGNING_AUTHORITY} only
 * @param expiry the end of the signature's life
 * @param plugin the verification plugin that the signer demands
 * @param pluginMinVersion the lowest version of it that will do
 * @param criticalExtensions the critical attributes that the specification does not define; someone
 *     must understand each of them (2.5)
 */
record SignedAttributes(
    EnvelopeAlgorithm algorithm,
    SigningScheme scheme,
    Instant signingTime,
    Optional<Instant> expiry,
    Optional<String> plugin,
    Optional<String> pluginMinVersion,
    Set<Label> criticalExtensions) {

  private static final Label SCHEME = new Label.Named(AttributeNames.SIGNING_SCHEME);
  private static final Label CLAIMED_TIME = new Label.Named(AttributeNames.SIGNING_TIME);
  private static final Label AUTHENTIC_TIME =
      new Label.Named(AttributeNames.AUTHENTIC_SIGNING_TIME);
  private static final Label EXPIRY = new Label.Named(AttributeNames.EXPIRY);
  private static final Label PLUGIN = new Label.Named(AttributeNames.PLUGIN);
  private static final Label PLUGIN_MIN_VERSION =
      new Label.Named(AttributeNames.PLUGIN_MIN_VERSION);

  /** What Go's zero time looks like in an envelope: a signer that forgot the time. */
  private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  /**
   * Applies the rules.
   *
   * @throws MalformedException if one is broken; the message names the attribute
   */
  static SignedAttributes read(ProtectedHeader header) throws MalformedException {
    String type = header.contentType();
    if (!type.equals(AttributeNames.PAYLOAD_TYPE)) {
      throw new MalformedException(
          "content type is '" + Quoting.shorten(type) + "', not " + AttributeNames.PAYLOAD_TYPE);
    }
    SigningScheme scheme = scheme(header);
    Set<Label> critical = critical(header);
    Instant signingTime = signingTime(header, scheme, critical);
    Optional<Instant> expiry = header.time(EXPIRY);
    if (expiry.isPresent() && !expiry.get().isAfter(signingTime)) {
      throw new MalformedException(EXPIRY + " is not after the signing time");
    }
    List<Label> mustBeCritical = new ArrayList<>(List.of(SCHEME));
    for (Label label : List.of(EXPIRY, AUTHENTIC_TIME, PLUGIN, PLUGIN_MIN_VERSION)) {
      if (header.labels().contains(label)) {
        mustBeCritical.add(label);
      }
    }
    for (Label label : mustBeCritical) {
      if (!critical.remove(label)) {
        throw new MalformedException(label + " is not marked critical");
      }
    }
    if (header.labels().contains(PLUGIN_MIN_VERSION) && !header.labels().contains(PLUGIN)) {
      throw new MalformedException(PLUGIN_MIN_VERSION + " stands without " + PLUGIN);
    }
    return new SignedAttributes(
        header.algorithm(),
        scheme,
        signingTime,
        expiry,
        nonBlank(header, PLUGIN),
        nonBlank(header, PLUGIN_MIN_VERSION),
        critical);
  }

  private static SigningScheme scheme(ProtectedHeader header) throws MalformedException {
    String name =
        header.text(SCHEME).orElseThrow(() -> new MalformedException(SCHEME + " is missing"));
    return SigningScheme.named(name)
        .orElseThrow(
            () ->
                new MalformedException(
                    "signing scheme '" + Quoting.shorten(name) + "' is unknown"));
  }

  private static Set<Label> critical(ProtectedHeader header) throws MalformedException {
    Set<Label> critical = new LinkedHashSet<>();
    for (Label label : header.critical()) {
      if (header.isRegistered(label)) {
        throw new MalformedException("'crit' lists " + label + ", which it must not");
      }
      if (!header.labels().contains(label)) {
        throw new MalformedException("'crit' lists " + label + ", which is absent");
      }
      if (!critical.add(label)) {
        throw new MalformedException("'crit' lists " + label + " twice");
      }
    }
    if (critical.isEmpty()) {
      throw new MalformedException("'crit' is missing or empty");
    }
    return critical;
  }

  private static Instant signingTime(
      ProtectedHeader header, SigningScheme scheme, Set<Label> critical) throws MalformedException {
    boolean authority = scheme == SigningScheme.SIGNING_AUTHORITY;
    Label wanted = authority ? AUTHENTIC_TIME : CLAIMED_TIME;
    Label foreign = authority ? CLAIMED_TIME : AUTHENTIC_TIME;
    if (header.labels().contains(foreign)) {
      throw new MalformedException(foreign + " must not be present under scheme " + scheme);
    }
    if (critical.contains(CLAIMED_TIME)) {
      throw new MalformedException(CLAIMED_TIME + " must not be marked critical");
    }
    Instant time =
        header
            .time(wanted)
            .orElseThrow(
                () -> new MalformedException(wanted + " is missing under scheme " + scheme));
    if (time.equals(ZERO)) {
      throw new MalformedException(wanted + " is the zero time");
    }
    return time;
  }

  private static Optional<String> nonBlank(ProtectedHeader header, Label label)
      throws MalformedException {
    Optional<String> text = header.text(label);
    if (text.isPresent() && text.get().isBlank()) {
      throw new MalformedException(label + " is blank");
    }
    return text;
  }
}
