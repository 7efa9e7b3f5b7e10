package io.seine.servers.flink;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * One process of a Flink cluster, or the ZooKeeper beside it. Arguments: the main class of the process, and
 * its arguments. Ends when its standard input does: whoever started it holds the other end.
 */
public final class FlinkProcess {
  private FlinkProcess() {}

  public static void main(String[] arguments) throws Exception {
    Thread watch = new Thread(FlinkProcess::endWithStandardInput, "seine-watch");
    watch.setDaemon(true);
    watch.start();
    Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
    main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void endWithStandardInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException e) {
      // It ended.
    }
    System.exit(0);
  }
}
