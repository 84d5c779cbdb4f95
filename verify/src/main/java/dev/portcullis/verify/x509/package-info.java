/**
 * Public keys, certificates, chains at an instant, RFC 3161 timestamps: what more than one
 * signature format needs, judged from supplied data only.
 */
@NullMarked
package dev.portcullis.verify.x509;

import org.jspecify.annotations.NullMarked;
