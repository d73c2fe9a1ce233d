package io.bpfledger.service;

import java.io.PrintStream;

/** Where a command writes: answers to one stream, complaints to the other. */
record Terminal(PrintStream output, PrintStream complaints) {

  void print(String text) {
    output.print(text);
    output.flush();
  }

  void line(String text) {
    output.println(text);
  }

  void error(String text) {
    complaints.print(text.endsWith("\n") ? text : text + "\n");
    complaints.flush();
  }
}
