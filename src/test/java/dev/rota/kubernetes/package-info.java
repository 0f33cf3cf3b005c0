/** The manifests in {@code k8s}, rendered as an operator renders them and held to what the product is. */
@NullMarked
package dev.rota.kubernetes;

import org.jspecify.annotations.NullMarked;
