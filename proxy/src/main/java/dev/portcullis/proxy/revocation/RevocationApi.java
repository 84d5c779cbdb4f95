package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.policy.DenyList;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admin API for revocation: {@code /admin/revocations} is what operators have revoked, {@code
 * /admin/certificates} what is known of certificates. Runs on virtual threads.
 */
public final class RevocationApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LIST = "/admin/revocations";
  private static final String CERTIFICATES = "/admin/certificates";

  private final DenyBook book;
  private final Revocations revocations;
  private final Supplier<DenyList> fromFile;
  private final Supplier<Set<String>> signers;
  private final InstantSource clock;

  /**
   * An API.
   *
   * @param fromFile what the configuration's file revokes
   * @param signers the signers that there are
   */
  public RevocationApi(
      DenyBook book,
      Revocations revocations,
      Supplier<DenyList> fromFile,
      Supplier<Set<String>> signers,
      InstantSource clock) {
    this.book = book;
    this.revocations = revocations;
    this.fromFile = fromFile;
    this.signers = signers;
    this.clock = clock;
  }

  /** The answer to a request that may be made; empty for a path of somebody else. */
  public Optional<AdminReply> answer(AdminRequest request) {
    try {
      return switch (request.path()) {
        case LIST -> Optional.of(revocations(request));
        case CERTIFICATES -> Optional.of(certificates(request));
        default -> Optional.empty();
      };
    } catch (MalformedException e) {
      return Optional.of(AdminReply.error(400, e.getMessage()));
    }
  }

  private AdminReply revocations(AdminRequest request) throws MalformedException {
    return switch (request.method()) {
      case "GET", "HEAD" -> new AdminReply(200, list());
      case "POST" -> add(request);
      case "DELETE" -> remove(request);
      default -> AdminReply.error(405, "only GET, HEAD, POST and DELETE");
    };
  }

  private AdminReply add(AdminRequest request) throws MalformedException {
    DenyEntry entry =
        DenyFile.entry(StrictJson.parseObject(request.body(), Limits.ERROR_BYTES), clock.instant());
    if (entry.kind() == DenyEntry.Kind.SIGNER && !signers.get().contains(entry.value())) {
      throw new MalformedException(
          "there is no signer '"
              + entry.value()
              + "' to revoke; known: "
              + String.join(", ", signers.get().stream().sorted().toList()));
    }
    DenyBook.Change change = book.add(entry);
    ObjectNode node = DenyFile.node(entry);
    node.put("kept", change.notKept().isEmpty());
    change.notKept().ifPresent(why -> node.put("warning", "a restart forgets this: " + why));
    return new AdminReply(change.effective() ? 201 : 200, text(node));
  }

  private AdminReply remove(AdminRequest request) throws MalformedException {
    if (request.query().size() != 1) {
      throw new MalformedException("say what is to be taken back: ?digest=..., or ?key=...");
    }
    Map.Entry<String, String> one = request.query().entrySet().iterator().next();
    DenyEntry.Kind kind =
        DenyEntry.Kind.named(one.getKey())
            .orElseThrow(
                () ->
                    new MalformedException(
                        "one of digest, signer, key, certificate, logEntry is taken back"));
    DenyEntry entry = DenyEntry.of(kind, one.getValue(), "", clock.instant());
    if (isInFile(entry)) {
      return AdminReply.error(
          409, "the configuration's file of revocations lists this; remove it there");
    }
    DenyBook.Change change = book.remove(entry);
    if (!change.effective()) {
      return AdminReply.error(404, "this is not revoked");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(kind.word(), entry.value());
    node.put("revoked", false);
    change.notKept().ifPresent(why -> node.put("warning", "a restart forgets this: " + why));
    return new AdminReply(200, text(node));
  }

  private boolean isInFile(DenyEntry entry) {
    DenyList file = fromFile.get();
    return switch (entry.kind()) {
      case DIGEST ->
          file.digests().stream().anyMatch(digest -> digest.toString().equals(entry.value()));
      case SIGNER -> file.signers().contains(entry.value());
      case KEY -> file.keys().contains(entry.value());
      case CERTIFICATE -> file.certificates().contains(entry.value());
      case LOG_ENTRY -> file.logEntries().contains(entry.value());
    };
  }

  private String list() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("revocations");
    book.entries().forEach(entry -> list.add(DenyFile.node(entry).put("from", "admin")));
    DenyList file = fromFile.get();
    file.digests().forEach(each -> fromFile(list, "digest", each.toString(), file.reasonFor(each)));
    file.signers().forEach(each -> fromFile(list, "signer", each, file.reasonForSigner(each)));
    file.keys().forEach(each -> fromFile(list, "key", each, file.reasonForKey(each)));
    file.certificates()
        .forEach(each -> fromFile(list, "certificate", each, file.reasonForCertificate(each)));
    file.logEntries()
        .forEach(each -> fromFile(list, "logEntry", each, file.reasonForLogEntry(each)));
    return text(root);
  }

  private static void fromFile(ArrayNode list, String kind, String value, Optional<String> reason) {
    ObjectNode node = list.addObject();
    node.put(kind, value);
    node.put("reason", reason.orElse(""));
    node.put("from", "file");
  }

  private AdminReply certificates(AdminRequest request) throws MalformedException {
    return switch (request.method()) {
      case "GET", "HEAD" -> new AdminReply(200, report());
      case "DELETE" -> clear(request);
      default -> AdminReply.error(405, "only GET, HEAD and DELETE");
    };
  }

  /** Clears a cell: its certificate is asked about anew. */
  private AdminReply clear(AdminRequest request) throws MalformedException {
    String fingerprint = request.query().getOrDefault("certificate", "");
    DenyEntry named = DenyEntry.of(DenyEntry.Kind.CERTIFICATE, fingerprint, "", clock.instant());
    Optional<CellReport> cell =
        revocations.report().stream()
            .filter(each -> each.fingerprint().equals(named.value()))
            .findFirst();
    if (cell.isEmpty() || !revocations.clear(cell.get().key())) {
      return AdminReply.error(404, "no verdict rests on this certificate");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("certificate", named.value());
    node.put("forgotten", cell.get().status().name().toLowerCase(java.util.Locale.ROOT));
    return new AdminReply(200, text(node));
  }

  private String report() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("certificates");
    revocations.report().stream()
        .sorted(Comparator.comparing(CellReport::fingerprint))
        .forEach(
            cell -> {
              ObjectNode node = list.addObject();
              node.put("certificate", cell.fingerprint());
              node.put("status", cell.status().name().toLowerCase(java.util.Locale.ROOT));
              node.put("detail", cell.detail());
              node.put("expires", cell.notAfter().toString());
              node.put("learnt", cell.learnt().toString());
              cell.thisUpdate().ifPresent(at -> node.put("thisUpdate", at.toString()));
              cell.validUntil().ifPresent(at -> node.put("validUntil", at.toString()));
              cell.refreshAt().ifPresent(at -> node.put("refreshAt", at.toString()));
              cell.lastError().ifPresent(error -> node.put("lastError", error));
            });
    return text(root);
  }

  private static String text(ObjectNode node) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }
}
