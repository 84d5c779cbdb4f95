package dev.portcullis.proxy.keyless;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabSignature;

/**
 * Evidence about {@link #IMAGE} that is right but for one thing.
 *
 * @param name what is wrong with it
 * @param evidence what is attached to the image
 * @param code the rule that it breaks
 * @param words what the refusal must say of it
 */
record BrokenArtefact(String name, Attached evidence, Failure.Code code, String words) {
  static final LabArtifact IMAGE = LabArtifact.image("app");

  /** Evidence in one of the places where it is stored. */
  sealed interface Attached {
    /** A bundle in a referrer. */
    record Bundle(LabBundle bundle) implements Attached {}

    /** A layer under cosign's {@code .sig} tag. */
    record SignatureTag(LabSignature layer) implements Attached {}

    /** A layer under cosign's {@code .att} tag. */
    record AttestationTag(LabEnvelope layer) implements Attached {}
  }

  static BrokenArtefact of(String name, LabBundle bundle, Failure.Code code, String words) {
    return new BrokenArtefact(name, new Attached.Bundle(bundle), code, words);
  }

  static BrokenArtefact of(String name, LabSignature layer, Failure.Code code, String words) {
    return new BrokenArtefact(name, new Attached.SignatureTag(layer), code, words);
  }

  static BrokenArtefact of(String name, LabEnvelope layer, Failure.Code code, String words) {
    return new BrokenArtefact(name, new Attached.AttestationTag(layer), code, words);
  }

  @Override
  public String toString() {
    return name;
  }
}
