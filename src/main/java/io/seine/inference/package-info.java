/**
 * Pretrained models in this process: their files, tokenizers and sessions, and the scheduler that
 * shares the cores among them.
 */
@NullMarked
package io.seine.inference;

import org.jspecify.annotations.NullMarked;
