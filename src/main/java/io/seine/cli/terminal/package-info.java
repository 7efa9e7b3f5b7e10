/** What a command shows while it runs, and what it puts away when it ends. */
@NullMarked
package io.seine.cli.terminal;

import org.jspecify.annotations.NullMarked;
