import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over every Java source of the project.
 *
 * <p>{@code java Format.java <formatter.jar> check|write <project folder>}
 */
public final class Format {

  private Format() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 3) {
      System.err.println("usage: java Format.java <formatter.jar> check|write <project folder>");
      System.exit(2);
    }
    List<String> sources = sources(Path.of(arguments[2]));
    boolean check = arguments[1].equals("check");
    Path list = Files.createTempFile("format", ".txt");
    int exit;
    try {
      Files.write(list, sources);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      for (String part : List.of("api", "code", "file", "parser", "tree", "util")) {
        command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
      }
      command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-jar", arguments[0]));
      command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
      command.add("@" + list);
      exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    } finally {
      Files.delete(list);
    }
    if (exit != 0 && check) {
      System.err.println("format: the files above differ from the format; run bin/format");
    }
    System.exit(exit);
  }

  private static List<String> sources(Path project) throws IOException {
    List<String> sources = new ArrayList<>();
    Files.walkFileTree(
        project,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skip =
                name.equals("target") || (name.startsWith(".") && !folder.equals(project));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    sources.sort(null);
    return sources;
  }
}
