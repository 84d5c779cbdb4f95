package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.IssuedCertificate;
import dev.portcullis.verify.sigstore.SubjectName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads what {@link RecollectionWriter} has written; it may have been changed since. */
public final class RecollectionReader {
  private RecollectionReader() {}

  /**
   * The findings in {@code text}.
   *
   * @throws MalformedException if nothing of this program has written that
   */
  public static Recollection read(String text) throws MalformedException {
    JsonObject json = JsonObject.parse(Bytes.utf8(text), Limits.RECOLLECTION_LENGTH * 4);
    if (json.get("form").asInt(0) != RecollectionWriter.FORM) {
      throw new MalformedException("the findings are of another form than this program knows");
    }
    List<Recollection.Fact> facts = new ArrayList<>();
    for (JsonObject each : objects(json, "facts")) {
      facts.add(fact(each));
    }
    List<Finding> failed = new ArrayList<>();
    for (JsonObject each : objects(json, "failed")) {
      failed.add(failed(each));
    }
    List<Unavailable> silent = new ArrayList<>();
    for (JsonObject each : objects(json, "silent")) {
      silent.add(new Unavailable(each.text("source"), each.text("cause")));
    }
    return new Recollection(
        json.text("trust"),
        Digest.parse(json.text("digest")),
        RepositoryName.parse(json.text("signed")),
        json.get("sboms").asBoolean(false),
        SupposedManifest.of(
            json.text("mediaType"),
            json.optionalText("artifactType"),
            json.optionalText("configType").orElse(""),
            texts(json, "annotations"),
            strings(json, "platforms")),
        facts,
        failed,
        silent,
        texts(json, "notes"));
  }

  private static Recollection.Fact fact(JsonObject json) throws MalformedException {
    List<Instant> times = new ArrayList<>();
    for (String time : strings(json, "times")) {
      times.add(instant(time));
    }
    List<LogWitness> witnesses = new ArrayList<>();
    for (JsonObject each : objects(json, "logs")) {
      witnesses.add(witness(each));
    }
    Optional<String> artifact = json.optionalText("artifact");
    return new Recollection.Fact(
        origin(json),
        Digest.parse(json.text("subject")),
        json.optionalText("type"),
        artifact.isPresent() ? Optional.of(Digest.parse(artifact.get())) : Optional.empty(),
        by(json),
        json.text("anchor"),
        times,
        witnesses,
        texts(json, "annotations"),
        json.optionalText("named"));
  }

  private static Recollection.By by(JsonObject json) throws MalformedException {
    if (json.has("key")) {
      return new Recollection.By.Known(new Voucher.Key(json.text("key")));
    }
    if (json.has("keyless")) {
      return new Recollection.By.Known(keyless(json.object("keyless")));
    }
    JsonObject judged = json.object("judged");
    Map<String, Boolean> counts = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : judged.get("counts").properties()) {
      counts.put(each.getKey(), each.getValue().asBoolean(false));
    }
    return new Recollection.By.Judged(strings(judged, "fingerprints"), counts);
  }

  private static Voucher keyless(JsonObject json) throws MalformedException {
    Map<FulcioExtension, String> claims = new HashMap<>();
    for (Map.Entry<String, String> each : texts(json, "claims").entrySet()) {
      FulcioExtension claim =
          FulcioExtension.named(each.getKey())
              .orElseThrow(() -> new MalformedException("there is no such claim"));
      claims.put(claim, each.getValue());
    }
    return new Voucher.Keyless(
        json.text("root"),
        new CertificateIdentity(
            new SubjectName(word(SubjectName.Kind.class, json.text("kind")), json.text("subject")),
            json.text("issuer"),
            claims),
        new IssuedCertificate(
            json.text("certificate"),
            json.text("key"),
            json.text("authority"),
            instant(json.text("from")),
            instant(json.text("to"))));
  }

  private static LogWitness witness(JsonObject json) throws MalformedException {
    Optional<String> index = json.optionalText("index");
    Optional<String> time = json.optionalText("time");
    try {
      return new LogWitness(
          json.text("root"),
          json.text("log"),
          index.isPresent() ? OptionalLong.of(Long.parseLong(index.get())) : OptionalLong.empty(),
          time.isPresent() ? Optional.of(instant(time.get())) : Optional.empty());
    } catch (NumberFormatException e) {
      throw new MalformedException("'" + json.place("index") + "' is not a number");
    }
  }

  private static Finding failed(JsonObject json) throws MalformedException {
    Failure failure =
        new Failure(
            word(Failure.Code.class, json.text("code")),
            json.text("message"),
            json.optionalText("expected"),
            json.optionalText("found"));
    return new Finding(
        origin(json), json.text("form"), List.of(new Check.Failed(Check.Step.SIGNATURE, failure)));
  }

  private static Origin origin(JsonObject json) throws MalformedException {
    Optional<String> manifest = json.optionalText("manifest");
    return new Origin(
        word(Origin.Source.class, json.text("source")),
        manifest.isPresent() ? Optional.of(Digest.parse(manifest.get())) : Optional.empty(),
        json.get("layer").asInt(0));
  }

  private static <E extends Enum<E>> E word(Class<E> type, String word) throws MalformedException {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(word)) {
        return constant;
      }
    }
    throw new MalformedException("the findings use a word that this program does not know");
  }

  private static Instant instant(String text) throws MalformedException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException("the findings hold a time that is none");
    }
  }

  private static List<JsonObject> objects(JsonObject json, String name) throws MalformedException {
    return json.hasValue(name) ? json.objects(name, Limits.CANDIDATES_READ) : List.of();
  }

  private static Map<String, String> texts(JsonObject json, String name) throws MalformedException {
    return json.hasValue(name) ? json.object(name).texts() : Map.of();
  }

  private static List<String> strings(JsonObject json, String name) throws MalformedException {
    List<String> strings = new ArrayList<>();
    for (JsonNode each :
        json.hasValue(name) ? json.array(name, Limits.RECOLLECTION_LENGTH) : List.<JsonNode>of()) {
      if (!each.isString()) {
        throw new MalformedException("'" + json.place(name) + "' holds what is no text");
      }
      strings.add(each.stringValue());
    }
    return strings;
  }
}
