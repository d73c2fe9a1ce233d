package io.bpfledger.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the repository may hold, and what its documents must name. */
final class RepositoryTest {

  private static final int LINES_MAX = 400;
  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(".*(Manager|Util|Impl|Helper|Handler)s?(Test)?\\.java");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern DIRECT_DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  private static final Path PROJECT = project();

  @Test
  void sourceFilesDoOneThingInAtMostFourHundredLines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : javaSources()) {
      long lines = lines(source).size();
      if (lines > LINES_MAX) {
        tooLong.add(PROJECT.relativize(source) + ": " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void namesAreNounsOfTheDomain() throws IOException {
    assertThat(javaSources())
        .noneMatch(source -> FORBIDDEN_NAME.matcher(source.getFileName().toString()).matches());
  }

  @Test
  void everyPackageTellsWhatLivesInIt() throws IOException {
    Set<Path> untold = new TreeSet<>();
    for (Path source : javaSources()) {
      Path folder = source.resolveSibling("package-info.java");
      boolean main = source.startsWith(PROJECT) && source.toString().contains("/src/main/java/");
      if (main && !Files.exists(folder)) {
        untold.add(PROJECT.relativize(folder));
      }
    }
    assertThat(untold).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    assertThat(javaSources())
        .filteredOn(source -> source.endsWith("package-info.java"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(Files.readString(source)).contains("@NullMarked"));
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    Pattern later = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    List<String> found = new ArrayList<>();
    for (Path source : javaSources()) {
      if (source.endsWith("RepositoryTest.java")) {
        continue;
      }
      List<String> lines = lines(source);
      for (int line = 0; line < lines.size(); line++) {
        if (later.matcher(lines.get(line)).find()) {
          found.add(PROJECT.relativize(source) + ":" + (line + 1) + " " + lines.get(line).strip());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void linksOfTheDocumentsLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : files(path -> path.toString().endsWith(".md"))) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        Path target = document.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)) {
          broken.add(PROJECT.relativize(document) + " -> " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyDirectDependencyIsNamedWithItsLicence() throws IOException {
    String thirdParty = Files.readString(PROJECT.resolve("docs/third-party.md"));
    Set<String> unnamed = new TreeSet<>();
    for (Path pom : files(path -> path.endsWith("pom.xml"))) {
      Matcher dependency = DIRECT_DEPENDENCY.matcher(Files.readString(pom));
      while (dependency.find()) {
        String group = dependency.group(1);
        String artifact = dependency.group(2);
        if (!group.equals("io.bpfledger")
            && !thirdParty.contains("`" + group + ":" + artifact + "`")) {
          unnamed.add(group + ":" + artifact);
        }
      }
    }
    assertThat(unnamed).isEmpty();
  }

  @Test
  void everyDecisionIsListed() throws IOException {
    Path decisions = PROJECT.resolve("docs/decisions");
    String index = Files.readString(decisions.resolve("README.md"));
    try (Stream<Path> records = Files.list(decisions)) {
      assertThat(records.map(record -> record.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
    }
  }

  private static List<Path> javaSources() throws IOException {
    return files(path -> path.toString().endsWith(".java"));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8);
  }

  private static List<Path> files(Predicate<Path> wanted) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        PROJECT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean skip = name.equals("target") || name.equals(".git");
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (wanted.test(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  /** The folder with the README, above the module that runs this test. */
  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("bin/test"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("no bin/test above " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }
}
