package dev.portcullis.verify.x509;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds chains from the signer of a timestamp to trusted roots among the certificates that came
 * with it, in whatever order they are (notation spec notes, 4.2). For one token and one thread.
 */
public final class TimestampChain {
  private static final Set<KeyUsage> ALLOWED_USAGES =
      Set.of(KeyUsage.DIGITAL_SIGNATURE, KeyUsage.NON_REPUDIATION);

  private final List<Certificate> bag;
  private final List<Certificate> roots;
  private final Instant time;
  private final List<List<Certificate>> found = new ArrayList<>();
  private String complaint = "it ends in no trusted root";
  private int tried;

  private TimestampChain(List<Certificate> bag, List<Certificate> roots, Instant time) {
    this.bag = bag;
    this.roots = roots;
    this.time = time;
  }

  /**
   * The chains that were found, or why there are none.
   *
   * @param chains signer first, root last; one for each root that is reached
   * @param complaint one clause for people; of the chain that came furthest, if there is none
   */
  public record Result(List<List<Certificate>> chains, String complaint) {
    /** Copies the list. */
    public Result {
      chains = List.copyOf(chains);
    }
  }

  /**
   * Searches chains that held at {@code time}: every certificate valid then and issued by the next,
   * every authority allowed to be one and for timestamping, nothing critical unknown.
   */
  public static Result search(
      Certificate signer, List<Certificate> bag, List<Certificate> roots, Instant time) {
    TimestampChain search = new TimestampChain(bag, roots, time);
    search.extend(List.of(signer));
    return new Result(search.found, search.complaint);
  }

  private void extend(List<Certificate> chain) {
    Certificate last = chain.getLast();
    for (Certificate root : roots) {
      if (last.issuer().equals(root.subject()) && !chain.contains(root)) {
        check(append(chain, root));
      }
    }
    if (chain.size() + 1 < Limits.CHAIN_LENGTH) {
      for (Certificate next : bag) {
        if (last.issuer().equals(next.subject())
            && !next.isSelfIssued()
            && !chain.contains(next)
            && tried < Limits.TIMESTAMP_CHAINS) {
          extend(append(chain, next));
        }
      }
    }
  }

  private static List<Certificate> append(List<Certificate> chain, Certificate next) {
    List<Certificate> longer = new ArrayList<>(chain);
    longer.add(next);
    return longer;
  }

  private void check(List<Certificate> chain) {
    if (tried++ >= Limits.TIMESTAMP_CHAINS || reaches(chain.getLast())) {
      return;
    }
    try {
      AuthorityChain authorities =
          AuthorityChain.of(chain.subList(1, chain.size()), ExtendedKeyUsage.TIME_STAMPING);
      if (!chain.getFirst().isIssuedBy(authorities.issuer())) {
        complaint = "its signer's certificate is not issued by the authority that it names";
      } else if (!chain.getFirst().isValidAt(time) || !authorities.isValidAt(time)) {
        complaint = "a certificate of its chain was not valid at " + time;
      } else {
        found.add(chain);
      }
    } catch (MalformedException e) {
      complaint = "its chain does not hold: " + e.getMessage();
    }
  }

  private boolean reaches(Certificate root) {
    return found.stream().anyMatch(chain -> chain.getLast().equals(root));
  }

  /**
   * Why the holder of {@code certificate} may not sign timestamps by the Notary Project's profile;
   * empty if it may. Beyond {@link TimestampProfile}, the key usage must be there, and allow
   * nothing but signatures.
   */
  public static Optional<Failure> signerFailure(Certificate certificate) {
    Optional<Failure> general = TimestampProfile.failure(certificate);
    if (general.isPresent()) {
      return general;
    }
    try {
      Optional<Set<KeyUsage>> usages = certificate.keyUsage();
      if (usages.isEmpty()) {
        return rejected("the timestamp's signer has no key usage");
      }
      for (KeyUsage usage : usages.get()) {
        if (!ALLOWED_USAGES.contains(usage)) {
          return rejected("the timestamp's signer has a key usage with " + usage.rfcName());
        }
      }
      return Optional.empty();
    } catch (MalformedException e) {
      return rejected("the timestamp's signer is malformed: " + e.getMessage());
    }
  }

  private static Optional<Failure> rejected(String message) {
    return Optional.of(Failure.of(Code.TIMESTAMP, message));
  }
}
