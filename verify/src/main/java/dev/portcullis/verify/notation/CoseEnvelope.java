package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a tagged COSE_Sign1 (2.2; RFC 9052, sections 4.2 and 4.4). */
final class CoseEnvelope {
  private static final long SIGN1_TAG = 18;
  private static final int PARTS = 4;
  private static final CborItem CHAIN = new CborItem.Int(33);
  private static final CborItem CRITICAL = new CborItem.Int(2);
  private static final CborItem TIMESTAMP = new CborItem.Text(AttributeNames.TIMESTAMP);
  private static final CborItem SIGNING_AGENT = new CborItem.Text(AttributeNames.SIGNING_AGENT);

  private CoseEnvelope() {}

  static NotationEnvelope parse(Bytes envelope) throws MalformedException {
    if (!(CborReader.read(envelope) instanceof CborItem.Tagged tagged)
        || tagged.tag() != SIGN1_TAG) {
      throw new MalformedException("not a COSE_Sign1: tag 18 is missing");
    }
    if (!(tagged.item() instanceof CborItem.Sequence sequence)
        || sequence.items().size() != PARTS) {
      throw new MalformedException("a COSE_Sign1 is an array of four items");
    }
    List<CborItem> parts = sequence.items();
    Bytes protectedBytes = binary(parts.get(0), "the protected header");
    Bytes payload = binary(parts.get(2), "the payload");
    Bytes signature = binary(parts.get(3), "the signature");
    if (!(CborReader.read(protectedBytes) instanceof CborItem.Mapping protectedMap)) {
      throw new MalformedException("the protected header is not a map");
    }
    if (!(parts.get(1) instanceof CborItem.Mapping unprotected)) {
      throw new MalformedException("the unprotected header is not a map");
    }
    checkDisjoint(protectedMap, unprotected);
    checkAgent(unprotected);
    CoseHeader header = CoseHeader.of(protectedMap);
    return new NotationEnvelope(
        header,
        SignedAttributes.read(header),
        payload,
        signingInput(protectedBytes, payload),
        signature,
        chain(unprotected),
        timestamp(unprotected));
  }

  /** A chain is looked for among the unprotected only (section 9), so both may hold one. */
  private static void checkDisjoint(CborItem.Mapping signed, CborItem.Mapping unprotected)
      throws MalformedException {
    for (CborItem label : signed.entries().keySet()) {
      if (unprotected.find(label).isPresent() && !label.equals(CHAIN)) {
        throw new MalformedException("a header parameter is both protected and unprotected");
      }
    }
    if (unprotected.find(CRITICAL).isPresent()) {
      throw new MalformedException("'crit' stands in the unprotected header");
    }
  }

  private static void checkAgent(CborItem.Mapping unprotected) throws MalformedException {
    Optional<CborItem> agent = unprotected.find(SIGNING_AGENT);
    if (agent.isPresent() && !(agent.get() instanceof CborItem.Text)) {
      throw new MalformedException("'" + AttributeNames.SIGNING_AGENT + "' is not text");
    }
  }

  private static List<Bytes> chain(CborItem.Mapping unprotected) throws MalformedException {
    if (!(unprotected.find(CHAIN).orElse(null) instanceof CborItem.Sequence certificates)) {
      throw new MalformedException("x5chain (unprotected label 33) is not an array");
    }
    List<Bytes> chain = new ArrayList<>();
    for (CborItem certificate : certificates.items()) {
      chain.add(binary(certificate, "a certificate in x5chain"));
    }
    return NotationEnvelope.checkChain(chain);
  }

  private static Optional<Bytes> timestamp(CborItem.Mapping unprotected) throws MalformedException {
    Optional<CborItem> token = unprotected.find(TIMESTAMP);
    return token.isPresent()
        ? Optional.of(NotationEnvelope.checkTimestamp(binary(token.get(), "the timestamp")))
        : Optional.empty();
  }

  private static Bytes binary(CborItem item, String what) throws MalformedException {
    if (!(item instanceof CborItem.Binary binary)) {
      throw new MalformedException(
          what + " is not a byte string but of kind '" + item.kind() + "'");
    }
    return binary.value();
  }

  /** The Sig_structure, with the protected header exactly as received. */
  private static Bytes signingInput(Bytes protectedBytes, Bytes payload) {
    ByteArrayOutputStream structure = new ByteArrayOutputStream();
    structure.write(0x84);
    structure.write(0x6a);
    structure.writeBytes("Signature1".getBytes(StandardCharsets.US_ASCII));
    writeBinary(structure, protectedBytes);
    writeBinary(structure, Bytes.empty());
    writeBinary(structure, payload);
    return Bytes.wrap(structure.toByteArray());
  }

  private static void writeBinary(ByteArrayOutputStream out, Bytes value) {
    int length = value.length();
    if (length < 24) {
      out.write(0x40 | length);
    } else if (length < 1 << 8) {
      out.write(0x58);
      out.write(length);
    } else if (length < 1 << 16) {
      out.write(0x59);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x5a);
      out.write(length >> 24);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(value.toByteArray());
  }
}
