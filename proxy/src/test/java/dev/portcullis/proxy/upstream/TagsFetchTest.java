package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TagsFetchTest {
  private final TestUpstream upstream = new TestUpstream();

  @BeforeEach
  void images() {
    for (String tag : new String[] {"a", "b", "c", "d", "e"}) {
      upstream.image(tag);
    }
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private Fetch<TagPage> tags(OptionalInt n, Optional<String> last) {
    return upstream.client.tags(upstream.caller, PATH, n, last);
  }

  private void alter(UnaryOperator<Reply> change) {
    upstream.registry.misbehave(request -> Optional.of(new Misbehaviour.Alter(change)));
  }

  @Test
  void wholeListHasNoNextPage() {
    TagPage page = found(tags(OptionalInt.empty(), Optional.empty()));
    assertThat(page).isEqualTo(new TagPage(List.of("a", "b", "c", "d", "e"), Optional.empty()));
  }

  @Test
  void nextPageIsReachedByItsQuery() {
    TagPage first = found(tags(OptionalInt.of(2), Optional.of("a")));
    assertThat(first.tags()).containsExactly("b", "c");
    TagPage second =
        found(upstream.client.moreTags(upstream.caller, PATH, first.next().orElseThrow()));
    assertThat(second.tags()).containsExactly("d", "e");
    assertThat(second.next()).isEmpty();
  }

  @Test
  void lastIsEscaped() {
    tags(OptionalInt.empty(), Optional.of("a&n=1#"));
    assertThat(upstream.registry.log().of(Operation.TAGS).getFirst().parameter("last"))
        .contains("a&n=1#");
  }

  @Test
  void namesThatAreNoTagsAreLeftOut() {
    alter(right -> right.withBody(Bytes.utf8("{\"tags\":[\"ok\",\"<script>\",7,null,\"\"]}")));
    assertThat(found(tags(OptionalInt.empty(), Optional.empty())).tags()).containsExactly("ok");
  }

  @Test
  void nullListIsEmpty() {
    alter(right -> right.withBody(Bytes.utf8("{\"tags\":null}")));
    assertThat(found(tags(OptionalInt.empty(), Optional.empty())).tags()).isEmpty();
  }

  @Test
  void listThatIsNoneIsUntrustworthy() {
    alter(right -> right.withBody(Bytes.utf8("{\"tags\":\"a\"}")));
    assertTrouble(
        tags(OptionalInt.empty(), Optional.empty()), Fetch.Kind.UNTRUSTWORTHY, "broken form");
  }

  @Test
  void linkElsewhereIsUntrustworthy() {
    alter(right -> right.withHeader("Link", "<http://evil.example/?n=1>; rel=next"));
    assertTrouble(
        tags(OptionalInt.empty(), Optional.empty()), Fetch.Kind.UNTRUSTWORTHY, "elsewhere");
  }

  @Test
  void queryWithOtherCharactersIsNotSent() {
    upstream.client.moreTags(upstream.caller, PATH, "n=1\r\nEvil: 1");
    assertThat(upstream.registry.log().of(Operation.TAGS).getFirst().query()).isEmpty();
  }

  @Test
  void missingRepositoryIsAbsent() {
    assertThat(
            upstream.client.tags(upstream.caller, "no/such", OptionalInt.empty(), Optional.empty()))
        .isInstanceOf(Fetch.Absent.class);
  }
}
