package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestParserTest {
  private static final String HEX = Digest.sha256(Bytes.utf8("hi")).hex();
  private static final String DESCRIPTOR =
      "{\"mediaType\":\"application/x\",\"digest\":\"sha256:" + HEX + "\",\"size\":2}";
  private static final String IMAGE =
      "{\"schemaVersion\":2,\"mediaType\":\""
          + MediaTypes.OCI_MANIFEST
          + "\",\"config\":"
          + DESCRIPTOR
          + ",\"layers\":["
          + DESCRIPTOR
          + "],\"annotations\":{\"a\":\"b\"}}";
  private static final String INDEX =
      "{\"schemaVersion\":2,\"mediaType\":\""
          + MediaTypes.OCI_INDEX
          + "\",\"manifests\":["
          + DESCRIPTOR
          + "]}";

  private static void assertRefused(String json, String contentType, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ManifestParser.parse(Bytes.utf8(json), contentType))
        .withMessageContaining(message);
  }

  private static String replaced(String json, String piece, String replacement) {
    assertThat(json).contains(piece);
    int at = json.indexOf(piece);
    return json.substring(0, at) + replacement + json.substring(at + piece.length());
  }

  @Test
  void imageKeepsItsBytesAndItsReferencesInOrder() throws MalformedException {
    Manifest manifest = ManifestParser.parse(Bytes.utf8(IMAGE), MediaTypes.OCI_MANIFEST);
    assertThat(manifest).isInstanceOf(Manifest.Image.class);
    assertThat(manifest.raw()).isEqualTo(Bytes.utf8(IMAGE));
    assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(manifest.annotations()).isEqualTo(Map.of("a", "b"));
    Descriptor descriptor = Descriptor.of("application/x", Digest.sha256(Bytes.utf8("hi")), 2);
    assertThat(manifest.references()).containsExactly(descriptor, descriptor);
  }

  @Test
  void indexListsItsChildren() throws MalformedException {
    String platform =
        replaced(
            INDEX,
            "\"size\":2",
            "\"size\":2,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}");
    Manifest manifest = ManifestParser.parse(Bytes.utf8(platform), MediaTypes.OCI_INDEX);
    assertThat(manifest).isInstanceOf(Manifest.Index.class);
    assertThat(manifest.references().map(Descriptor::platform).toList().getFirst())
        .contains("linux/arm/v7");
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json"
  })
  void typeMayBeLeftToTheContentType(String contentType) throws MalformedException {
    String silent = replaced(IMAGE, "\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",", "");
    assertThat(ManifestParser.parse(Bytes.utf8(silent), contentType).mediaType())
        .isEqualTo(contentType);
  }

  @Test
  void subjectAndArtifactTypeAreRead() throws MalformedException {
    String referrer =
        replaced(
            IMAGE,
            "\"layers\"",
            "\"subject\":" + DESCRIPTOR + ",\"artifactType\":\"application/y\",\"layers\"");
    Manifest manifest = ManifestParser.parse(Bytes.utf8(referrer), MediaTypes.OCI_MANIFEST);
    assertThat(manifest.subject().map(Descriptor::size)).contains(2L);
    assertThat(manifest.artifactType()).contains("application/y");
  }

  @Test
  void cve202141190BodyWithManifestsAndLayersIsRefused() {
    assertRefused(
        replaced(IMAGE, "\"layers\"", "\"manifests\":[],\"layers\""),
        MediaTypes.OCI_MANIFEST,
        "must not have 'manifests'");
    assertRefused(
        replaced(INDEX, "\"manifests\"", "\"layers\":[],\"manifests\""),
        MediaTypes.OCI_INDEX,
        "must not have 'layers'");
    assertRefused(
        replaced(INDEX, "\"manifests\"", "\"config\":" + DESCRIPTOR + ",\"manifests\""),
        MediaTypes.OCI_INDEX,
        "must not have 'config'");
  }

  @Test
  void cve202141190BodyThatContradictsItsContentTypeIsRefused() {
    assertRefused(IMAGE, MediaTypes.OCI_INDEX, "was served as " + MediaTypes.OCI_INDEX);
    assertRefused(INDEX, MediaTypes.OCI_MANIFEST, "was served as " + MediaTypes.OCI_MANIFEST);
    assertRefused(IMAGE, MediaTypes.DOCKER_MANIFEST, "was served as " + MediaTypes.DOCKER_MANIFEST);
    assertRefused(IMAGE, "application/json", "was served as application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "application/json", "text/html", "application/vnd.oci.image.config"})
  void otherTypesAreRefused(String type) {
    assertRefused("{\"schemaVersion\":2}", type, "is not a manifest or index type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"layers\"| \"Layers\"| 'Layers' differs from 'layers' by case only",
        "\"config\"| \"config\":{},\"CONFIG\"| 'CONFIG' differs from 'config'",
        "\"mediaType\"| \"MediaType\"| 'MediaType' differs from 'mediaType'",
        "\"layers\"| \"manife\u017fts\":[],\"layers\"| differs from 'manifests'",
        "\"digest\"| \"Digest\"| 'Digest' differs from 'digest'",
        "\"size\":2| \"size\":2,\"SIZE\":3| 'SIZE' differs from 'size'",
        "\"layers\"| \"layers\":[],\"layers\"| Duplicate",
        "\"size\":2| \"size\":2,\"size\":3| Duplicate",
        "\"schemaVersion\":2| \"schemaVersion\":1| no schemaVersion 2",
        "\"schemaVersion\":2| \"schemaVersion\":\"2\"| no schemaVersion 2",
        "\"schemaVersion\":2| \"schemaVersion\":2.0| no schemaVersion 2",
        "\"schemaVersion\":2,| ``| no schemaVersion 2",
        "\"layers\"| \"fsLayers\"| schema 1 manifests are not supported",
        "\"layers\"| \"history\":[],\"signatures\":[],\"layers\"| schema 1",
        "\"layers\":[| \"layers\":null,\"x\":[| 'layers' is not an array",
        "\"layers\":[| \"layers\":{},\"x\":[| 'layers' is not an array",
        "\"layers\":[| \"layers\":[1,| 'layers[0]' is not a descriptor",
        "\"layers\":[| \"layers\":[{},| 'layers[0]' has no mediaType",
        "\"config\":{| \"x\":{| manifest has no config",
        "\"config\":{| \"config\":null,\"x\":{| 'config' is not a descriptor",
        "\"size\":2| \"size\":-1| 'config' has no valid size",
        "\"size\":2| \"size\":\"2\"| 'config' has no valid size",
        "\"size\":2| \"size\":2.0| 'config' has no valid size",
        "\"size\":2| \"size\":9223372036854775808| 'config' has no valid size",
        ",\"size\":2| ``| 'config' has no valid size",
        "sha256:| sha1:| is not a digest",
        "\"a\":\"b\"| \"a\":1| 'annotations' is not a string",
        "{\"a\":\"b\"}| []| 'annotations' is not an object",
        "\"size\":2| \"size\":2,\"urls\":\"x\"| 'config.urls' is not an array",
        "\"size\":2| \"size\":2,\"urls\":[1]| 'config.urls' is not a string",
        "\"layers\"| \"subject\":null,\"layers\"| 'subject' is not a descriptor",
        "\"layers\"| \"artifactType\":1,\"layers\"| 'artifactType' is not a string"
      })
  void ambiguousOrMalformedBodyIsRefused(String piece, String replacement, String message) {
    assertRefused(replaced(IMAGE, piece, replacement), MediaTypes.OCI_MANIFEST, message);
  }

  @Test
  void embeddedDataMustBeTheContentThatIsNamed() throws MalformedException {
    String right = replaced(IMAGE, "\"size\":2", "\"size\":2,\"data\":\"aGk=\"");
    Manifest manifest = ManifestParser.parse(Bytes.utf8(right), MediaTypes.OCI_MANIFEST);
    assertThat(manifest.references().toList().getFirst().data()).contains(Bytes.utf8("hi"));
    for (String wrong : List.of("aGo=", "aGkh")) {
      assertRefused(
          replaced(right, "aGk=", wrong),
          MediaTypes.OCI_MANIFEST,
          "'config' embeds data that is not its content");
    }
    assertRefused(
        replaced(right, "\"size\":2", "\"size\":3"),
        MediaTypes.OCI_MANIFEST,
        "'config' embeds data that is not its content");
    assertRefused(replaced(right, "aGk=", "aGk"), MediaTypes.OCI_MANIFEST, "not base64");
  }

  @Test
  void sizeAndNumberOfDescriptorsAreBounded() throws MalformedException {
    String padding = " ".repeat(Limits.MANIFEST_BYTES - IMAGE.length());
    Bytes full = Bytes.utf8(IMAGE + padding);
    assertThat(ManifestParser.parse(full, MediaTypes.OCI_MANIFEST).raw()).isEqualTo(full);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () -> ManifestParser.parse(Bytes.utf8(IMAGE + padding + " "), MediaTypes.OCI_MANIFEST))
        .withMessage("JSON of 4194305 bytes is over the limit of 4194304")
        .matches(MalformedException::isOverLimit);
    String many = "[" + "0,".repeat(Limits.MANIFEST_DESCRIPTORS) + "0]";
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () ->
                ManifestParser.parse(
                    Bytes.utf8(replaced(INDEX, "[" + DESCRIPTOR + "]", many)),
                    MediaTypes.OCI_INDEX))
        .withMessageContaining("'manifests' has more than 10000 entries")
        .matches(MalformedException::isOverLimit);
  }
}
