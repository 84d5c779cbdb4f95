package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** SBOMs as large as wanted, in the shape of those that syft writes for a large image. */
final class LargeSbom {
  private LargeSbom() {}

  static Bytes spdx(int bytes) {
    return filled(
        "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"large\",\"packages\":[",
        """
        {"name":"package-%06d","SPDXID":"SPDXRef-Package-%06d","versionInfo":"1.%d","supplier":"Organization: Acme",\
        "downloadLocation":"NOASSERTION","filesAnalyzed":false,"sourceInfo":"%s","licenseConcluded":"NOASSERTION",\
        "licenseDeclared":"MIT","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl",\
        "referenceLocator":"pkg:npm/package-%06d@1.0"}]}\
        """,
        "]}",
        bytes);
  }

  static Bytes cycloneDx(int bytes) {
    return filled(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[",
        """
        {"name":"component-%06d","bom-ref":"ref-%06d","version":"1.%d","type":"library","description":"%s",\
        "purl":"pkg:npm/component-%06d@1.0","licenses":[{"license":{"id":"MIT"}}]}\
        """,
        "]}",
        bytes);
  }

  /** A statement about all of these with this predicate. */
  static Bytes statement(List<Digest> subjects, String predicateType, Bytes predicate) {
    byte[] head =
        ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
                + subjects.stream()
                    .map(each -> "{\"digest\":{\"sha256\":\"" + each.hex() + "\"}}")
                    .collect(Collectors.joining(","))
                + "],\"predicateType\":\""
                + predicateType
                + "\",\"predicate\":")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + predicate.length() + 1];
    System.arraycopy(head, 0, all, 0, head.length);
    all[predicate.copyTo(all, head.length)] = '}';
    return Bytes.wrap(all);
  }

  private static Bytes filled(String head, String entry, String tail, int bytes) {
    String filler = "acquired package info from installed node module manifest file ".repeat(12);
    StringBuilder text = new StringBuilder(bytes + 4096).append(head);
    for (int i = 0; text.length() < bytes; i++) {
      String index = "%06d".formatted(i);
      text.append(i == 0 ? "" : ",")
          .append(
              entry
                  .replace("%06d", index)
                  .replace("%d", Integer.toString(i))
                  .replace("%s", filler));
    }
    return Bytes.utf8(text.append(tail).toString());
  }
}
