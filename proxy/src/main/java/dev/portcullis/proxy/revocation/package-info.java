/**
 * Revocation as background data: answers of OCSP responders and revocation lists, kept in cells
 * that pulls look at and never wait for (notation spec notes, 4.6).
 */
@NullMarked
package dev.portcullis.proxy.revocation;

import org.jspecify.annotations.NullMarked;
