/** What makes pull clients ask the proxy and nobody else (distribution clients, notes 1.2). */
@NullMarked
package dev.portcullis.proxy.clients;

import org.jspecify.annotations.NullMarked;
