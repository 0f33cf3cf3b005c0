/** The image as a container runtime meets it, and the flags that its process runs with. */
@NullMarked
package dev.rota.image;

import org.jspecify.annotations.NullMarked;
