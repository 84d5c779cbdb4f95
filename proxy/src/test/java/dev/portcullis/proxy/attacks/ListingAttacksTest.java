package dev.portcullis.proxy.attacks;

import static dev.portcullis.proxy.AttackedProxy.KEY;
import static dev.portcullis.proxy.AttackedProxy.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.AttackedProxy;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry, or whoever may push to it, lists evidence without end. */
class ListingAttacksTest {
  private static final String REPOSITORY = "shop/app";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  private final LabArtifact image = LabArtifact.image("app");
  private final AttackedProxy proxy;

  ListingAttacksTest(@TempDir Path folder) throws Exception {
    proxy = new AttackedProxy(folder);
    proxy.push(REPOSITORY, "v1", image);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private HttpResponse<byte[]> pullWithin(Duration limit) throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = proxy.pull(REPOSITORY, image.digest());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    return response;
  }

  @Test
  void cve202333957AListThatNeverEndsIsGivenUpAndAdmitsNothing() throws Exception {
    AtomicInteger page = new AtomicInteger();
    proxy
        .registry()
        .misbehave(
            request ->
                request.operation() == Operation.REFERRERS
                    ? Optional.of(new Misbehaviour.Alter(right -> endless(right, page)))
                    : Optional.empty());

    assertThat(pullWithin(Duration.ofSeconds(30)).statusCode()).isIn(403, 503);
    assertThat(proxy.registry().log().count(Operation.REFERRERS))
        .isLessThanOrEqualTo(Limits.REFERRERS_PAGES);
  }

  private static Reply endless(Reply right, AtomicInteger page) {
    return right.withHeader("Link", "<?last=" + page.incrementAndGet() + ">; rel=\"next\"");
  }

  @Test
  void cve202333958ARegistryThatHangsDoesNotHangThePull() throws Exception {
    proxy
        .registry()
        .misbehave(
            request ->
                request.operation() == Operation.REFERRERS
                    ? Optional.of(new Misbehaviour.Hang())
                    : Optional.empty());

    HttpResponse<byte[]> response = pullWithin(Duration.ofSeconds(30));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void cve202342813AFloodOfReferrersIsBoundedAndDoesNotHideTheSignatureTag() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      LabBundle junk =
          LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(image.digest()), KEY), KEY)
              .withContent("signatures.0.sig", "AA==")
              .withHint("junk " + i);
      LabArtifact referrer = SigningLab.referrer(image, junk);
      referrer.blobs().values().forEach(blob -> proxy.registry().blob(REPOSITORY, blob));
      proxy
          .registry()
          .manifest(REPOSITORY, referrer.manifest().mediaType(), referrer.manifest().raw());
    }
    proxy.sign(REPOSITORY, image.digest(), KEY);

    assertThat(pullWithin(Duration.ofSeconds(30)).statusCode()).isEqualTo(200);
    assertThat(proxy.registry().log().count(Operation.MANIFEST_GET))
        .isLessThanOrEqualTo(Limits.EVIDENCE_MANIFESTS + 8);
  }

  @Test
  void cve202342815AManifestOfManyLayersIsReadUpToALimit() throws Exception {
    LabSignature[] junk = new LabSignature[1_000];
    for (int i = 0; i < junk.length; i++) {
      junk[i] = LabSignature.signing("junk " + i, KEY);
    }
    proxy.push(
        REPOSITORY, SigningLab.cosignTag(image.digest(), "sig"), SigningLab.signatureTag(junk));

    HttpResponse<byte[]> response = pullWithin(Duration.ofSeconds(30));
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(text(response)).contains("over a limit");
    assertThat(proxy.registry().log().count(Operation.BLOB_GET))
        .isLessThanOrEqualTo(Limits.CANDIDATES);
  }

  @Test
  void cve202342816ABodyWithoutEndIsNotRead() throws Exception {
    proxy
        .registry()
        .misbehave(
            request ->
                request.operation() == Operation.REFERRERS
                    ? Optional.of(
                        new Misbehaviour.Alter(
                            right ->
                                right.withBody(Bytes.wrap(new byte[Limits.REFERRERS_BYTES + 1]))))
                    : Optional.empty());

    assertThat(pullWithin(Duration.ofSeconds(30)).statusCode()).isIn(403, 503);
  }

  @Test
  void cve202429902ALayerThatIsTooLargeIsNotFetched() throws Exception {
    signatureLayerOf(Limits.SIMPLE_SIGNING_BYTES + 1L);

    assertThat(pullWithin(Duration.ofSeconds(30)).statusCode()).isEqualTo(403);
    assertThat(proxy.registry().log().count(Operation.BLOB_GET)).isZero();
  }

  @Test
  void cve202429903ASizeThatIsAnnouncedIsNotAllocated() throws Exception {
    signatureLayerOf(Long.MAX_VALUE);

    assertThat(pullWithin(Duration.ofSeconds(30)).statusCode()).isEqualTo(403);
    assertThat(proxy.registry().log().count(Operation.BLOB_GET)).isZero();
  }

  /** A signature tag whose one layer says that it has {@code size} bytes. */
  private void signatureLayerOf(long size) {
    LabSignature signature = LabSignature.of(image.digest(), KEY);
    Digest layer = proxy.registry().blob(REPOSITORY, signature.payload());
    Bytes config = Bytes.utf8("{}");
    Digest configDigest = proxy.registry().blob(REPOSITORY, config);
    Bytes manifest =
        Bytes.utf8(
            """
            {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","size":2,"digest":"%s"},
             "layers":[{"mediaType":"%s","size":%d,"digest":"%s","annotations":{"%s":"%s"}}]}\
            """
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_CONFIG,
                    configDigest,
                    MediaTypes.SIMPLE_SIGNING,
                    size,
                    layer,
                    SIGNATURE,
                    signature.annotation(SIGNATURE)));
    proxy
        .registry()
        .manifest(
            REPOSITORY,
            SigningLab.cosignTag(image.digest(), "sig"),
            MediaTypes.OCI_MANIFEST,
            manifest);
  }
}
