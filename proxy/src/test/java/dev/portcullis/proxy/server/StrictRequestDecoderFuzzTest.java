package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is decoded does not depend on where the bytes were cut, and a folded line never passes. */
class StrictRequestDecoderFuzzTest {
  @FuzzTest
  void cutsChangeNothing(FuzzedDataProvider data) {
    int cut = data.consumeInt(0, 200);
    byte[] bytes = data.consumeRemainingAsBytes();
    List<String> whole = decode(bytes, bytes.length);
    assertThat(decode(bytes, Math.min(cut, bytes.length))).isEqualTo(whole);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean folded = text.matches("(?s)\\A(\r\n)*GET [^\r\n]*\r\n([^\r\n]+\r\n)*[ \t].*");
    if (folded) {
      assertThat(whole).noneMatch(message -> message.startsWith("request"));
    }
  }

  private static List<String> decode(byte[] bytes, int cut) {
    EmbeddedChannel channel = new EmbeddedChannel();
    LoopClock clock = new LoopClock(channel.eventLoop(), _ -> {});
    channel.pipeline().addLast(new StrictRequestDecoder(clock));
    channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
    channel.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
    List<String> messages = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        messages.add("body " + body);
        body.setLength(0);
        messages.add(
            request.decoderResult().isFailure()
                ? "refused"
                : "request "
                    + request.method()
                    + " "
                    + request.uri()
                    + request.headers().entries());
      }
      if (message instanceof HttpContent content) {
        body.append(content.content().toString(StandardCharsets.ISO_8859_1));
      }
      ReferenceCountUtil.release(message);
    }
    messages.add("body " + body);
    clock.stop();
    channel.finishAndReleaseAll();
    return messages;
  }
}
