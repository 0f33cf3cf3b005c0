@NullMarked
package dev.rota.jsonrpc;

import org.jspecify.annotations.NullMarked;
