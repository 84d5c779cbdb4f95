package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.x509.SubjectPattern;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads and checks the document of 3.1, statement by statement. */
final class TrustPolicyReader {
  private static final String VERSION = "1.0";
  private static final String ANY = "*";

  private final SubjectPattern.State state;
  private final Set<String> names = new HashSet<>();
  private final Set<RepositoryName> scopes = new HashSet<>();
  private boolean wildcardSeen;

  private TrustPolicyReader(SubjectPattern.State state) {
    this.state = state;
  }

  static TrustPolicyDocument read(Bytes json, SubjectPattern.State state)
      throws MalformedException {
    JsonObject document =
        JsonObject.parse(json, Limits.TRUST_POLICY_BYTES).requireOnly("version", "trustPolicies");
    String version = document.text("version");
    if (!version.equals(VERSION)) {
      throw new MalformedException(
          "'version' is '" + Quoting.shorten(version) + "', only " + VERSION + " is supported");
    }
    TrustPolicyReader reader = new TrustPolicyReader(state);
    List<TrustPolicyStatement> statements = new ArrayList<>();
    for (JsonObject statement : document.objects("trustPolicies", Limits.TRUST_POLICY_STATEMENTS)) {
      statements.add(reader.statement(statement));
    }
    if (statements.isEmpty()) {
      throw new MalformedException("'trustPolicies' is empty");
    }
    return new TrustPolicyDocument(statements);
  }

  private TrustPolicyStatement statement(JsonObject json) throws MalformedException {
    json.requireOnly(
        "name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities");
    String name = json.text("name");
    if (name.isEmpty()) {
      throw new MalformedException("'" + json.place("name") + "' is empty");
    }
    if (!names.add(name)) {
      throw new MalformedException(
          "'" + json.place("name") + "': '" + Quoting.shorten(name) + "' stands twice");
    }
    Set<RepositoryName> statementScopes = scopes(json);
    JsonObject verification =
        json.object("signatureVerification").requireOnly("level", "override", "verifyTimestamp");
    VerificationLevel level = level(verification);
    List<String> stores = texts(json, "trustStores");
    List<String> identities = texts(json, "trustedIdentities");
    if (level.isSkip()) {
      if (!stores.isEmpty() || !identities.isEmpty()) {
        throw new MalformedException(
            "'"
                + verification.place("level")
                + "' is skip, so the statement must list no stores and no identities");
      }
      if (statementScopes.isEmpty()) {
        throw new MalformedException(
            "'" + json.place("registryScopes") + "': '*' must not skip verification");
      }
    }
    return new TrustPolicyStatement(
        name,
        statementScopes,
        level,
        verifyTimestamp(verification),
        level.isSkip() ? Set.of() : stores(stores, json.place("trustStores")),
        level.isSkip() ? TrustedIdentities.ANYONE : identities(identities, json));
  }

  private Set<RepositoryName> scopes(JsonObject json) throws MalformedException {
    List<String> texts = texts(json, "registryScopes");
    String place = json.place("registryScopes");
    if (texts.isEmpty()) {
      throw new MalformedException("'" + place + "' is missing or empty");
    }
    if (texts.contains(ANY)) {
      if (texts.size() > 1) {
        throw new MalformedException("'" + place + "': '*' stands beside other scopes");
      }
      if (wildcardSeen) {
        throw new MalformedException("'" + place + "': '*' stands in two statements");
      }
      wildcardSeen = true;
      return Set.of();
    }
    Set<RepositoryName> found = new LinkedHashSet<>();
    for (String text : texts) {
      RepositoryName scope = scope(text, place);
      if (!scopes.add(scope)) {
        throw new MalformedException("'" + place + "': " + scope + " stands twice");
      }
      found.add(scope);
    }
    return found;
  }

  private static RepositoryName scope(String text, String place) throws MalformedException {
    int slash = text.indexOf('/');
    try {
      return RepositoryName.parse(
          slash < 0
              ? text
              : text.substring(0, slash).toLowerCase(Locale.ROOT) + text.substring(slash));
    } catch (MalformedException e) {
      throw new MalformedException(
          "'"
              + place
              + "': '"
              + Quoting.shorten(text)
              + "' is not a fully qualified repository such as registry.acme.io/app");
    }
  }

  private static VerificationLevel level(JsonObject json) throws MalformedException {
    String name = json.text("level");
    VerificationLevel level =
        VerificationLevel.named(name)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "'%s' is '%s', not strict, permissive, audit or skip"
                            .formatted(json.place("level"), Quoting.shorten(name))));
    Map<ValidationStep, ValidationAction> overrides = new EnumMap<>(ValidationStep.class);
    if (json.has("override")) {
      JsonObject override = json.object("override");
      for (Map.Entry<String, String> entry : override.texts().entrySet()) {
        ValidationStep step = overridable(entry.getKey(), override);
        overrides.put(step, action(step, entry.getValue(), override));
      }
    }
    if (level.isSkip() && !overrides.isEmpty()) {
      throw new MalformedException(
          "'" + json.place("override") + "' changes level skip, which cannot be changed");
    }
    return level.with(overrides);
  }

  private static ValidationStep overridable(String name, JsonObject override)
      throws MalformedException {
    ValidationStep step =
        ValidationStep.named(name)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "unknown member '" + Quoting.shorten(override.place(name)) + "'"));
    if (step == ValidationStep.INTEGRITY) {
      throw new MalformedException("'" + override.place(name) + "' cannot be overridden");
    }
    return step;
  }

  private static ValidationAction action(ValidationStep step, String text, JsonObject override)
      throws MalformedException {
    String place = override.place(step.toString());
    ValidationAction action =
        ValidationAction.named(text)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "'%s' is '%s', not enforce, log or skip"
                            .formatted(place, Quoting.shorten(text))));
    if (action == ValidationAction.SKIP && step != ValidationStep.REVOCATION) {
      throw new MalformedException("'" + place + "' cannot be skipped, only logged");
    }
    return action;
  }

  private static VerifyTimestamp verifyTimestamp(JsonObject json) throws MalformedException {
    if (!json.has("verifyTimestamp")) {
      return VerifyTimestamp.ALWAYS;
    }
    String text = json.text("verifyTimestamp");
    return VerifyTimestamp.named(text)
        .orElseThrow(
            () ->
                new MalformedException(
                    "'%s' is '%s', not always or afterCertExpiry"
                        .formatted(json.place("verifyTimestamp"), Quoting.shorten(text))));
  }

  private static Set<TrustStoreName> stores(List<String> texts, String place)
      throws MalformedException {
    if (texts.isEmpty()) {
      throw new MalformedException("'" + place + "' is missing or empty");
    }
    Set<TrustStoreName> stores = new LinkedHashSet<>();
    for (String text : texts) {
      try {
        stores.add(TrustStoreName.parse(text));
      } catch (MalformedException e) {
        throw new MalformedException("'" + place + "': " + e.getMessage());
      }
    }
    return stores;
  }

  private TrustedIdentities identities(List<String> texts, JsonObject json)
      throws MalformedException {
    try {
      return TrustedIdentities.parse(texts, state);
    } catch (MalformedException e) {
      throw new MalformedException("'" + json.place("trustedIdentities") + "': " + e.getMessage());
    }
  }

  private static List<String> texts(JsonObject json, String name) throws MalformedException {
    List<String> texts = new ArrayList<>();
    if (json.has(name)) {
      for (JsonNode element : json.array(name, Limits.TRUST_POLICY_LIST)) {
        if (!element.isString()) {
          throw new MalformedException(
              "'" + json.place(name) + "' holds something that is not a string");
        }
        texts.add(element.stringValue());
      }
    }
    return texts;
  }
}
