package dev.portcullis.proxy.demo;

import dev.portcullis.proxy.demo.DemoPull.Outcome;
import java.util.List;

/**
 * The images of the demonstration, each right or wrong in one way, and the keys behind them.
 *
 * @param release signs what is released
 * @param retired a former key of the same signer, past its end
 * @param pulls the requests, in the order in which they are made
 * @param revoked an image that the operator has revoked
 */
record DemoShelf(DemoSigner release, DemoSigner retired, List<DemoPull> pulls, DemoImage revoked) {

  /** Fills {@code registry}. */
  static DemoShelf fill(MemoryRegistry registry) {
    DemoSigner release = new DemoSigner();
    DemoSigner retired = new DemoSigner();
    DemoSigner stranger = new DemoSigner();

    DemoRepository shop = new DemoRepository(registry, "shop/api");
    DemoImage signed = shop.image("1.0", "amd64", "the shop, version 1.0\n");
    release.sign(shop, signed.digest());

    DemoRepository web = new DemoRepository(registry, "shop/web");
    DemoImage amd64 = web.image("1.0-amd64", "amd64", "the web shop for amd64\n");
    DemoImage arm64 = web.image("1.0-arm64", "arm64", "the web shop for arm64\n");
    DemoImage index = web.index("1.0", List.of(amd64, arm64));
    release.sign(web, index.digest());

    DemoImage unsigned =
        new DemoRepository(registry, "shop/unsigned").image("1.0", "amd64", "nobody signed this\n");

    DemoRepository tamperedShop = new DemoRepository(registry, "shop/tampered");
    DemoImage original = tamperedShop.image("0.9", "amd64", "what was signed\n");
    DemoImage tampered = tamperedShop.image("1.0", "amd64", "what was put in its place\n");
    release.attach(tamperedShop, tampered.digest(), original.digest());

    DemoRepository forgedShop = new DemoRepository(registry, "shop/stranger");
    DemoImage forged = forgedShop.image("1.0", "amd64", "signed by somebody else\n");
    stranger.sign(forgedShop, forged.digest());

    DemoRepository oldShop = new DemoRepository(registry, "shop/expired");
    DemoImage old = oldShop.image("1.0", "amd64", "signed by a key past its end\n");
    retired.sign(oldShop, old.digest());

    DemoRepository revokedShop = new DemoRepository(registry, "shop/revoked");
    DemoImage revoked = revokedShop.image("1.0", "amd64", "signed, and then found to be bad\n");
    release.sign(revokedShop, revoked.digest());

    DemoImage trial =
        new DemoRepository(registry, "trial/tool").image("1.0", "amd64", "not signed yet\n");
    DemoImage scratch =
        new DemoRepository(registry, "scratch/toy").image("1.0", "amd64", "anything goes\n");

    return new DemoShelf(
        release,
        retired,
        List.of(
            DemoPull.manifest("signed by the release key", signed, Outcome.PASSED),
            DemoPull.layer("its layer, which the admitted manifest names", signed, Outcome.PASSED),
            DemoPull.manifest("an index for two platforms, signed", index, Outcome.PASSED),
            DemoPull.byDigest("one platform of it, not signed by itself", arm64, Outcome.PASSED),
            DemoPull.manifest("not signed", unsigned, Outcome.REFUSED),
            DemoPull.layer("its layer, without asking for the image", unsigned, Outcome.REFUSED),
            DemoPull.manifest(
                "tampered: another image under a copied signature", tampered, Outcome.REFUSED),
            DemoPull.manifest("signed by somebody else", forged, Outcome.REFUSED),
            DemoPull.manifest("signed by a key that has expired", old, Outcome.REFUSED),
            DemoPull.manifest("signed, but revoked by the operator", revoked, Outcome.REFUSED),
            DemoPull.manifest("not signed, where the rule only warns", trial, Outcome.WARNED),
            DemoPull.manifest("not signed, where anything goes", scratch, Outcome.PASSED)),
        revoked);
  }
}
