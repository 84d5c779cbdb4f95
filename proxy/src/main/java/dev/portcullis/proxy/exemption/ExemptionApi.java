package dev.portcullis.proxy.exemption;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.policy.Exemption;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admin API for exemptions: {@code /admin/exemptions} is what holds although it does not meet
 * its rule. Runs on virtual threads.
 */
public final class ExemptionApi {
  /** Where it is served. */
  public static final String PATH = "/admin/exemptions";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ExemptionBook book;
  private final Supplier<List<Exemption>> fromFile;
  private final Predicate<Digest> isRevoked;
  private final InstantSource clock;

  /**
   * An API.
   *
   * @param fromFile what the configuration exempts
   * @param isRevoked whether the operator has revoked a digest, which overrules an exemption
   */
  public ExemptionApi(
      ExemptionBook book,
      Supplier<List<Exemption>> fromFile,
      Predicate<Digest> isRevoked,
      InstantSource clock) {
    this.book = book;
    this.fromFile = fromFile;
    this.isRevoked = isRevoked;
    this.clock = clock;
  }

  /** The answer to a request that may be made; empty for a path of somebody else. */
  public Optional<AdminReply> answer(AdminRequest request) {
    if (!request.path().equals(PATH)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          switch (request.method()) {
            case "GET", "HEAD" -> new AdminReply(200, list());
            case "POST" -> add(request);
            case "DELETE" -> remove(request);
            default -> AdminReply.error(405, "only GET, HEAD, POST and DELETE");
          });
    } catch (MalformedException e) {
      return Optional.of(AdminReply.error(400, e.getMessage()));
    }
  }

  private AdminReply add(AdminRequest request) throws MalformedException {
    Instant now = clock.instant();
    Granted entry = Granted.of(StrictJson.parseObject(request.body(), Limits.ERROR_BYTES), now);
    ExemptionBook.Change change = book.add(entry, now);
    ObjectNode node = entry.node();
    node.put("kept", change.notKept().isEmpty());
    if (isRevoked.test(entry.exemption().digest())) {
      node.put("warning", "this digest is revoked, which overrules the exemption");
    } else {
      change.notKept().ifPresent(why -> node.put("warning", "a restart forgets this: " + why));
    }
    return new AdminReply(201, text(node));
  }

  private AdminReply remove(AdminRequest request) throws MalformedException {
    Digest digest = Digest.parse(request.query().getOrDefault("digest", ""));
    ExemptionBook.Change change = book.remove(digest);
    if (!change.effective()) {
      return fromFile.get().stream().anyMatch(each -> each.digest().equals(digest))
          ? AdminReply.error(409, "the configuration exempts this; remove it there")
          : AdminReply.error(404, "this is not exempted");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("digest", digest.toString());
    node.put("exempted", false);
    change.notKept().ifPresent(why -> node.put("warning", "a restart forgets this: " + why));
    return new AdminReply(200, text(node));
  }

  private String list() {
    Instant now = clock.instant();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("exemptions");
    for (Granted each : book.entries()) {
      list.add(each.node().put("from", "admin").put("state", state(each.exemption(), now)));
    }
    for (Exemption each : fromFile.get()) {
      list.add(Granted.node(each).put("from", "file").put("state", state(each, now)));
    }
    return text(root);
  }

  private String state(Exemption exemption, Instant now) {
    if (isRevoked.test(exemption.digest())) {
      return "revoked";
    }
    return now.isBefore(exemption.expires()) ? "in force" : "ended";
  }

  private static String text(ObjectNode node) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }
}
