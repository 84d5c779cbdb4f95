package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.notation.TrustPolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which trust policy documents the real notation imports and which Portcullis reads: the same ones,
 * except where the last cell says why Portcullis refuses one that notation takes.
 */
@Tag("real")
class NotationDocumentDifferentialTest {
  private static final String DOCUMENT =
      """
      {"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["registry.acme.io/app"],\
      "signatureVerification":{"level":"strict"},"trustStores":["ca:acme"],\
      "trustedIdentities":["x509.subject: C=US, ST=WA, O=acme"]}]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void findNotation() {
    RealTool.NOTATION.require();
  }

  /** In a document that both take, the first cell is replaced by the second. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "1.0"                             | "1.0"                            | taken   | -
          "1.0"                             | "1.1"                            | refused | -
          "1.0"                             | 1                                | refused | -
          {"version":"1.0",                 | {                                | refused | -
          "name":"a"                        | "name":""                        | refused | -
          "name":"a",                       | ~~                               | refused | -
          "name":"a"                        | "name":"b","name":"a"            | refused | a member twice
          "name":"a"                        | "acme":1,"name":"a"              | refused | an unknown member
          "name":"a"                        | "Name":"a"                       | refused | a member in other case
          "registry.acme.io/app"            | "*"                              | taken   | -
          "registry.acme.io/app"            | "*","registry.acme.io/app"       | refused | -
          "registry.acme.io/app"            | "registry.acme.io"               | refused | -
          "registry.acme.io/app"            | "registry.acme.io/*"             | refused | -
          "registry.acme.io/app"            | "registry.acme.io/app:v1"        | refused | -
          "registry.acme.io/app"            | "registry.acme.io/App"           | refused | -
          "registry.acme.io/app"            | "https://registry.acme.io/app"   | refused | -
          "registry.acme.io/app"            | "registry.acme.io:5000/a/b"      | taken   | -
          "registry.acme.io/app"            | "localhost/a__b-c.d"             | taken   | -
          "registry.acme.io/app"            | ""                               | refused | -
          ["registry.acme.io/app"]          | []                               | refused | -
          "registry.acme.io/app"            | "a.io/b","a.io/b"                | refused | -
          "level":"strict"                  | "level":"permissive"             | taken   | -
          "level":"strict"                  | "level":"audit"                  | taken   | -
          "level":"strict"                  | "level":"skip"                   | refused | -
          "level":"strict"                  | "level":"Strict"                 | refused | -
          "level":"strict"                  | "level":""                       | refused | -
          "strict"}                         | "strict","override":{"expiry":"log"}}              | taken   | -
          "strict"}                         | "strict","override":{"expiry":"skip"}}             | refused | -
          "strict"}                         | "strict","override":{"revocation":"skip"}}         | taken   | -
          "strict"}                         | "strict","override":{"integrity":"log"}}           | refused | -
          "strict"}                         | "strict","override":{"authenticity":"skip"}}       | refused | -
          "strict"}                         | "strict","override":{"authenticTimestamp":"log"}}  | taken   | -
          "strict"}                         | "strict","override":{"acme":"log"}}                | refused | -
          "strict"}                         | "strict","override":{"expiry":"warn"}}             | refused | -
          "strict"}                         | "strict","override":{}}                            | taken   | -
          "strict"}                         | "strict","verifyTimestamp":"afterCertExpiry"}      | taken   | -
          "strict"}                         | "strict","verifyTimestamp":"always"}               | taken   | -
          "strict"}                         | "strict","verifyTimestamp":"never"}                | refused | -
          "ca:acme"                         | "tsa:acme"                       | taken   | -
          "ca:acme"                         | "ca:acme","tsa:acme"             | taken   | -
          "ca:acme"                         | "signingAuthority:acme"          | taken   | -
          "ca:acme"                         | "acme"                           | refused | -
          "ca:acme"                         | "ca:"                            | refused | -
          "ca:acme"                         | "root:acme"                      | refused | -
          "ca:acme"                         | "ca:a/b"                         | refused | -
          "ca:acme"                         | "ca:.."                          | refused | the name of a parent folder
          "ca:acme"                         | "ca:."                           | refused | the name of the folder itself
          ["ca:acme"]                       | []                               | refused | -
          "x509.subject: C=US, ST=WA, O=acme" | "*"                            | taken   | -
          "x509.subject: C=US, ST=WA, O=acme" | "*","x509.subject: C=US, ST=WA, O=acme" | refused | -
          C=US, ST=WA, O=acme               | C=US, O=acme                     | refused | -
          C=US, ST=WA, O=acme               | ST=WA, O=acme                    | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA                      | refused | -
          C=US, ST=WA, O=acme               | C=US, S=WA, O=acme               | taken   | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, S=WA, O=acme        | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=acme, O=acme      | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=acme+OU=x         | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=#04024869         | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=acme, acme=1      | refused | an attribute that no certificate can have
          C=US, ST=WA, O=acme               | c=US, st=WA, o=acme              | refused | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=acme\\\\, Inc     | taken   | -
          C=US, ST=WA, O=acme               | C=US, ST=WA, O=                  | refused | -
          x509.subject: C=US                | x509.subject C=US                | refused | -
          x509.subject: C=US                | acme.plugin: C=US                | taken   | -
          O=acme"]                          | O=acme","x509.subject: C=US, ST=WA, O=acme, CN=x"] | refused | -
          O=acme"]                          | O=acme","x509.subject: C=US, ST=WA, O=other"]      | taken   | -
          O=acme"]                          | O=acme",""]                      | refused | -
          """)
  void documentIsReadLikeByNotation(String from, String to, String ours, String difference)
      throws IOException {
    assertThat(DOCUMENT).contains(from);
    String document = DOCUMENT.replace(from, to == null ? "" : to);
    boolean taken = ours.equals("taken");
    assertThat(isRead(document)).as(document).isEqualTo(taken);
    assertThat(isImported(document)).as(document).isEqualTo(taken == difference.equals("-"));
  }

  private static boolean isRead(String document) {
    try {
      TrustPolicyDocument.parse(Bytes.utf8(document));
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private boolean isImported(String document) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.json"), document);
    return RealTool.NOTATION
            .with("policy", "import", "--force", file.toString())
            .env("XDG_CONFIG_HOME", folder.toString())
            .run()
            .exit()
        == 0;
  }
}
