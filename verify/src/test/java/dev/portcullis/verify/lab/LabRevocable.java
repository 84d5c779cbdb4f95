package dev.portcullis.verify.lab;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The extensions by which a certificate says where its revocation is to be learnt. */
public final class LabRevocable {
  private LabRevocable() {}

  /** Authority information access that names one OCSP responder. */
  public static AuthorityInformationAccess ocsp(String url) {
    return new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(url));
  }

  /** One distribution point with these mirrors. */
  public static CRLDistPoint mirrors(String... urls) {
    return new CRLDistPoint(new DistributionPoint[] {point(urls)});
  }

  /** One distribution point for each URL. */
  public static CRLDistPoint lists(String... urls) {
    return new CRLDistPoint(
        Arrays.stream(urls).map(LabRevocable::point).toArray(DistributionPoint[]::new));
  }

  /** One distribution point. */
  public static DistributionPoint point(String... urls) {
    return new DistributionPoint(new DistributionPointName(names(List.of(urls))), null, null);
  }

  /** General names that are all URLs. */
  public static GeneralNames names(List<String> urls) {
    return new GeneralNames(urls.stream().map(LabRevocable::uri).toArray(GeneralName[]::new));
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(url));
  }
}
