package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.Host;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Objects;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TrafficControl;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;

/**
 * The kernel this process runs on.
 *
 * <p>This class only wires the parts. A part that needs another one takes it in its constructor.
 */
public final class LinuxKernel implements Kernel {

  private final Host host = new LinuxHost();
  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinuxMaps maps = new LinuxMaps();
  private final Bpffs bpffs = new LinuxBpffs();
  private final Objects objects = new LinuxObjects(maps, bpffs);
  private final Network network = new LinuxNetwork();
  private final TrafficControl trafficControl = new LinuxTrafficControl();
  private final Features features = new LinuxFeatures();
  private final Links links = new LinuxLinks(features);
  private final Notifications notifications = new LinuxNotifications();

  private LinuxKernel() {}

  /** An error when this kernel lays out its structures otherwise than this build reads them. */
  public static Result<Kernel> open() {
    LinuxKernel kernel = new LinuxKernel();
    return new LayoutCheck(kernel.maps, kernel.programs, new LinkReader()).run().map(_ -> kernel);
  }

  @Override
  public Objects objects() {
    return objects;
  }

  @Override
  public Programs programs() {
    return programs;
  }

  @Override
  public Maps maps() {
    return maps;
  }

  @Override
  public Links links() {
    return links;
  }

  @Override
  public Bpffs bpffs() {
    return bpffs;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public TrafficControl trafficControl() {
    return trafficControl;
  }

  @Override
  public Features features() {
    return features;
  }

  @Override
  public Notifications notifications() {
    return notifications;
  }

  @Override
  public Host host() {
    return host;
  }

  /** Nothing is held between calls: handles and subscriptions belong to whoever opened them. */
  @Override
  public void close() {}
}
