package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.SubjectPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which signers a policy trusts among those whom its stores vouch for (3.2).
 *
 * @param anyone whether the list is {@code ["*"]}
 * @param subjects the {@code x509.subject} patterns; the leaf's subject must match one of them
 * @param others the identities with another prefix, whole; they concern extensions only
 */
public record TrustedIdentities(boolean anyone, List<SubjectPattern> subjects, Set<String> others) {
  /** Everyone whom the stores vouch for. */
  public static final TrustedIdentities ANYONE = new TrustedIdentities(true, List.of(), Set.of());

  private static final String SUBJECT = "x509.subject";

  /** Copies the collections. */
  public TrustedIdentities {
    subjects = List.copyOf(subjects);
    others = Set.copyOf(others);
  }

  /**
   * Reads the list of a policy.
   *
   * @throws MalformedException if it is empty, names {@code *} beside others, has an identity of
   *     wrong form, or two subjects of which one covers the other
   */
  public static TrustedIdentities parse(List<String> identities, SubjectPattern.State state)
      throws MalformedException {
    if (identities.isEmpty()) {
      throw new MalformedException("no identity is listed");
    }
    if (identities.contains("*")) {
      if (identities.size() > 1) {
        throw new MalformedException("'*' stands beside other identities");
      }
      return ANYONE;
    }
    List<SubjectPattern> subjects = new ArrayList<>();
    Set<String> others = new HashSet<>();
    for (String identity : identities) {
      int colon = identity.indexOf(':');
      if (colon <= 0 || identity.substring(colon + 1).isBlank()) {
        throw new MalformedException(
            "identity '"
                + Quoting.shorten(identity)
                + "' is not of the form x509.subject: <distinguished name>");
      }
      if (identity.substring(0, colon).equals(SUBJECT)) {
        subjects.add(subject(identity.substring(colon + 1), subjects, state));
      } else if (!others.add(identity)) {
        throw new MalformedException("identity '" + Quoting.shorten(identity) + "' stands twice");
      }
    }
    return new TrustedIdentities(false, subjects, others);
  }

  /**
   * Reads a list of distinguished names without prefix.
   *
   * @throws MalformedException as {@link #parse} does
   */
  public static TrustedIdentities ofSubjects(List<String> names, SubjectPattern.State state)
      throws MalformedException {
    if (names.isEmpty()) {
      throw new MalformedException("no subject is listed");
    }
    List<SubjectPattern> subjects = new ArrayList<>();
    for (String name : names) {
      subjects.add(subject(name, subjects, state));
    }
    return new TrustedIdentities(false, subjects, Set.of());
  }

  private static SubjectPattern subject(
      String name, List<SubjectPattern> others, SubjectPattern.State state)
      throws MalformedException {
    SubjectPattern subject = SubjectPattern.parse(name, state);
    for (SubjectPattern other : others) {
      if (subject.isSubsetOf(other) || other.isSubsetOf(subject)) {
        throw new MalformedException(
            "subjects '"
                + Quoting.shorten(other.toString())
                + "' and '"
                + Quoting.shorten(subject.toString())
                + "' overlap");
      }
    }
    return subject;
  }

  /** Whether a leaf with this subject is trusted. */
  public boolean trust(DistinguishedName subject) {
    return anyone || subjects.stream().anyMatch(pattern -> pattern.matches(subject));
  }

  /** What is trusted, for messages. */
  @Override
  public String toString() {
    return anyone ? "anyone" : subjects.isEmpty() ? "no X.509 subject" : subjects.toString();
  }
}
