package dev.portcullis.proxy.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Decision;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.RelayConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a manifest that is in memory gets to its client: the steps are counted, not timed. */
class WarmAnswerTest {
  private static final ServerLimits LIMITS = ServerLimits.defaults();

  private final HeldManifest held = Pulls.held("warm", 400);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Flushes flushes = new Flushes();
  private final BlobRelay relay =
      new BlobRelay(RelayConfig.of(true, Transport.NIO.clientChannel()));

  WarmAnswerTest() throws Exception {
    Answer serve = Pulls.serve(held, Decision.Basis.VERIFIED, "signature by release, found");
    UpstreamConfig acme = UpstreamConfig.of("registry.acme.io", URI.create("http://127.0.0.1:1"));
    Routing routing =
        Routing.of(new Serving(List.of(acme), ClientsConfig.anyone(), Optional.empty()));
    Services services =
        new Services(
            () -> routing,
            new Gate(
                (repository, digest, caller) -> Optional.of(serve),
                (repository, target, caller) -> CompletableFuture.completedFuture(serve),
                (repository, digest, caller) -> CompletableFuture.completedFuture(serve),
                (repository, target) -> {}),
            new ManifestReplies(),
            new InFlight(LIMITS.inFlight()),
            relay,
            name -> Optional.empty(),
            name -> Optional.empty(),
            task -> {
              throw new AssertionError("a thread was asked for");
            },
            pull -> CompletableFuture.completedFuture(true));
    LoopClock clock = new LoopClock(channel.eventLoop(), _ -> {});
    channel
        .pipeline()
        .addLast(flushes)
        .addLast(
            new ClientPipeline(
                services,
                LIMITS,
                Map.of(channel.eventLoop(), clock),
                new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE)));
  }

  /** Counts flushes on their way to the socket: each is a system call. */
  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    private int count;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count++;
      ctx.flush();
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    relay.close();
  }

  @Test
  void answerLeavesWithinTheReadThatBringsTheRequest() {
    read(1);
    assertThat(channel.outboundMessages()).hasSize(1);
    assertThat(text(channel.readOutbound())).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(flushes.count).isEqualTo(1);
  }

  @Test
  void requestsThatComeTogetherAreFlushedTogether() {
    read(5);
    assertThat(channel.outboundMessages()).hasSize(5);
    assertThat(flushes.count).isEqualTo(1);
  }

  /** Head and body in one buffer, and the same memory for every client. */
  @Test
  void answerIsOneBufferThatIsNotCopied() {
    read(2);
    ByteBuf first = channel.readOutbound();
    ByteBuf second = channel.readOutbound();
    assertThat(first.memoryAddress()).isEqualTo(second.memoryAddress());
    assertThat(text(first)).endsWith(new String(held.manifest().raw().toByteArray(), UTF_8));
  }

  /** Gives the channel requests in one read, and runs no task that this may leave behind. */
  private void read(int requests) {
    String request =
        "GET /v2/prod/api/manifests/"
            + held.digest()
            + "?ns=registry.acme.io HTTP/1.1\r\nHost: x\r\n\r\n";
    channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(request.repeat(requests), UTF_8));
    channel.pipeline().fireChannelReadComplete();
  }

  private static String text(Object message) {
    ByteBuf buffer = (ByteBuf) message;
    String text = buffer.toString(UTF_8);
    ReferenceCountUtil.release(buffer);
    return text;
  }
}
