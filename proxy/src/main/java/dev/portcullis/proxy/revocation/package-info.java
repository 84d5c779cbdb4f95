/**
 * Revocation as background data: answers of OCSP responders and revocation lists, kept in cells
 * that pulls look at and never wait for.
 */
@NullMarked
package dev.portcullis.proxy.revocation;

import org.jspecify.annotations.NullMarked;
