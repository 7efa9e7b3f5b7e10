/** The options that several subcommands share. */
@NullMarked
package io.seine.cli.options;

import org.jspecify.annotations.NullMarked;
