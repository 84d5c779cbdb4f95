package dev.portcullis.verify.notation;

import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The protected header of a JWS (2.1). */
record JoseHeader(JsonObject json, Set<Label> labels) implements ProtectedHeader {
  /** The names of the IANA registry that concern a JWS or its key; none may be in {@code crit}. */
  private static final Set<String> REGISTERED =
      Set.of(
          "alg",
          "jku",
          "jwk",
          "kid",
          "x5u",
          "x5c",
          "x5t",
          "x5t#S256",
          "typ",
          "cty",
          "crit",
          "enc",
          "zip",
          "epk",
          "apu",
          "apv",
          "iv",
          "tag",
          "p2s",
          "p2c",
          "iss",
          "sub",
          "aud",
          "b64",
          "ppt",
          "url",
          "nonce",
          "svt",
          "iheSSId",
          "jwt",
          "client_id",
          "trust_chain");

  private static final Pattern RFC3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  /** Takes the members of the decoded header. */
  static JoseHeader of(JsonObject json, Set<String> names) throws MalformedException {
    if (names.size() > Limits.CBOR_MAP_ENTRIES) {
      throw MalformedException.overLimit(
          "the protected header has more than " + Limits.CBOR_MAP_ENTRIES + " members");
    }
    if (names.contains("b64")) {
      throw new MalformedException("the protected header has 'b64' (RFC 7797)");
    }
    json.rejectCaseVariantsOf(
        "alg",
        "cty",
        "crit",
        "b64",
        AttributeNames.SIGNING_SCHEME,
        AttributeNames.SIGNING_TIME,
        AttributeNames.AUTHENTIC_SIGNING_TIME,
        AttributeNames.EXPIRY,
        AttributeNames.PLUGIN,
        AttributeNames.PLUGIN_MIN_VERSION);
    Set<Label> labels = new LinkedHashSet<>();
    names.forEach(name -> labels.add(new Label.Named(name)));
    return new JoseHeader(json, labels);
  }

  @Override
  public EnvelopeAlgorithm algorithm() throws MalformedException {
    String name = json.text("alg");
    return EnvelopeAlgorithm.ofJws(name)
        .orElseThrow(
            () ->
                new MalformedException(
                    "algorithm '" + Quoting.shorten(name) + "' is not accepted"));
  }

  @Override
  public String contentType() throws MalformedException {
    return json.text("cty");
  }

  @Override
  public List<Label> critical() throws MalformedException {
    List<Label> critical = new ArrayList<>();
    if (json.has("crit")) {
      for (JsonNode name : json.array("crit", Limits.CBOR_MAP_ENTRIES)) {
        if (!name.isString()) {
          throw new MalformedException("'crit' lists something that is not a string");
        }
        critical.add(new Label.Named(name.stringValue()));
      }
    }
    return critical;
  }

  @Override
  public boolean isRegistered(Label label) {
    return label instanceof Label.Named named && REGISTERED.contains(named.name());
  }

  @Override
  public Optional<String> text(Label label) throws MalformedException {
    return labels.contains(label) && label instanceof Label.Named named
        ? Optional.of(json.text(named.name()))
        : Optional.empty();
  }

  @Override
  public Optional<Instant> time(Label label) throws MalformedException {
    Optional<String> text = text(label);
    return text.isPresent() ? Optional.of(instant(text.get(), label)) : Optional.empty();
  }

  /** RFC 3339 with any offset: signers do write local time. */
  private static Instant instant(String text, Label label) throws MalformedException {
    if (!RFC3339.matcher(text).matches()) {
      throw new MalformedException(
          label + " is not an RFC 3339 time: '" + Quoting.shorten(text) + "'");
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new MalformedException(
          label + " is not a time that exists: '" + Quoting.shorten(text) + "'");
    }
  }
}
