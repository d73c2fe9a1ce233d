package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.simulated.interpreter.Surroundings;
import java.util.Optional;

/** Everything that one boot of the machine holds; a reboot makes a new one. */
final class Machine {

  private static final int VMLINUX_BTF_ID = 1;

  private final HostProfile profile;
  private final String bootId;
  private final BootClock clock = new BootClock();
  private final ObjectTable<ProgramObject> programs = new ObjectTable<>("program");
  private final ObjectTable<MapObject> maps = new ObjectTable<>("map");
  private final ObjectTable<LinkObject> links = new ObjectTable<>("link");
  private final ObjectTable<BtfObject> btfs = new ObjectTable<>("btf");
  private final NoticeBoard notices = new NoticeBoard();
  private final FileTree files;
  private final NetworkState network;
  private final Cgroups cgroups = new Cgroups();
  private final HookCatalogue hooks;
  private final ImageCache images = new ImageCache();
  private final Surroundings surroundings;

  Machine(HostProfile profile, String bootId, HookCatalogue hooks) {
    this.profile = profile;
    this.bootId = bootId;
    this.hooks = hooks;
    this.surroundings = new MachineSurroundings(clock);
    this.files = new FileTree(notices, profile.preloadedIterators());
    this.network = new NetworkState(notices);
    BtfObject vmlinux = new BtfObject(this, btfs.newId());
    vmlinux.retain();
    btfs.add(vmlinux);
  }

  HostProfile profile() {
    return profile;
  }

  int processors() {
    return profile.processors();
  }

  String bootId() {
    return bootId;
  }

  BootClock clock() {
    return clock;
  }

  ObjectTable<ProgramObject> programs() {
    return programs;
  }

  ObjectTable<MapObject> maps() {
    return maps;
  }

  ObjectTable<LinkObject> links() {
    return links;
  }

  ObjectTable<BtfObject> btfs() {
    return btfs;
  }

  int vmlinuxBtfId() {
    return VMLINUX_BTF_ID;
  }

  NoticeBoard notices() {
    return notices;
  }

  FileTree files() {
    return files;
  }

  NetworkState network() {
    return network;
  }

  Cgroups cgroups() {
    return cgroups;
  }

  ImageCache images() {
    return images;
  }

  /** What programs of this machine see when they ask for the time or for chance. */
  Surroundings surroundings() {
    return surroundings;
  }

  HookCatalogue hooks() {
    return hooks;
  }

  MapObject createMap(MapSpec spec, Optional<BtfObject> btf) {
    MapRules.requireValid(spec);
    if (spec.type() == MapType.RINGBUF) {
      require(Feature.RING_BUFFER);
    }
    MapObject map = new MapObject(this, maps.newId(), spec, btf);
    maps.add(map);
    return map;
  }

  LinkObject createLink(ProgramObject program, Attachment attachment) {
    return attached(new LinkObject(this, links.newId(), attachment, program));
  }

  LinkObject createMapLink(Attachment attachment) {
    return attached(new LinkObject(this, links.newId(), attachment, null));
  }

  private LinkObject attached(LinkObject link) {
    link.attachment().attach(link);
    link.keepProgram();
    links.add(link);
    return link;
  }

  /** Refuses, as this kernel does, what it lacks. */
  void require(Feature feature) {
    FeatureState.Absent absent = profile.absent().get(feature);
    if (absent != null) {
      throw new Refusal(absent.errno(), absent.reason()).missing(feature);
    }
  }
}
