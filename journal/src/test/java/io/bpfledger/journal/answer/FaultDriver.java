package io.bpfledger.journal.answer;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC driver that passes everything on to another one ({@code jdbc:fault:} before its URL), but
 * lets {@link Faults} come in between.
 */
public final class FaultDriver implements Driver {

  private static final String PREFIX = "jdbc:fault:";

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    return acceptsURL(url)
        ? wrap(
            Connection.class,
            DriverManager.getConnection("jdbc:" + url.substring(PREFIX.length()), properties))
        : null;
  }

  private static <T> T wrap(Class<T> type, T target) {
    InvocationHandler handler = (_, method, arguments) -> call(target, method, arguments);
    return type.cast(
        Proxy.newProxyInstance(FaultDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Optional<Faults.Point> point = point(method, arguments);
    if (point.isPresent()) {
      Faults.before(point.get());
    }
    Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
    if (point.isPresent()) {
      Faults.after(point.get());
    }
    return result instanceof PreparedStatement statement
        ? wrap(PreparedStatement.class, statement)
        : result;
  }

  private static Optional<Faults.Point> point(Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "setAutoCommit" ->
          arguments != null && arguments[0].equals(false)
              ? Optional.of(Faults.Point.BEGIN)
              : Optional.empty();
      case "executeBatch" -> Optional.of(Faults.Point.WRITE);
      case "executeQuery" -> Optional.of(Faults.Point.READ);
      case "commit" -> Optional.of(Faults.Point.COMMIT);
      case "rollback" -> Optional.of(Faults.Point.ROLLBACK);
      default -> Optional.empty();
    };
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("fault");
  }
}
