package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;

/** The listener's TLS: 1.2 and 1.3, HTTP/2 or HTTP/1.1 by ALPN; BoringSSL where it loads. */
final class ListenerTls {
  private ListenerTls() {}

  /**
   * The settings that {@code config} asks for.
   *
   * @throws IOException if its PEM files do not hold what they should
   */
  static SslContext of(TlsConfig config) throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(
                  config.certificate().asInputStream(), config.key().asInputStream())
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_2,
                      ApplicationProtocolNames.HTTP_1_1));
      if (config.clientCa().isPresent()) {
        Bytes authorities = config.clientCa().get();
        builder.trustManager(authorities.asInputStream()).clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException("the listener's TLS settings cannot be used: " + e.getMessage(), e);
    }
  }
}
