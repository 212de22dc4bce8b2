import { describe, expect, test } from 'vitest';
import { checkControllers } from '../../../src/hosts-check/controllers.ts';
import { checkDisks } from '../../../src/hosts-check/disks.ts';
import { lookAtGuests, noGuests } from '../../../src/hosts-check/guests.ts';
import { checkLibvirt } from '../../../src/hosts-check/libvirt.ts';
import { checkPrograms } from '../../../src/hosts-check/programs.ts';
import { checkQueues } from '../../../src/hosts-check/queues.ts';
import { checkTc } from '../../../src/hosts-check/tc.ts';
import { findUplinks } from '../../../src/hosts-check/uplinks.ts';
import { kbit } from '../../../src/units.ts';
import { failed, type Script, scriptedHost, uuid } from '../compute/scripted-host.ts';
import { readable, subjectOf } from './subjects.ts';

/** A host with these answers; of all else it says that there is none. */
const answering =
  (answers: Readonly<Record<string, string>>): Script =>
  (line) =>
    answers[line];
const refusing =
  (stderr: string, reason: Parameters<typeof failed>[0] = 'exit'): Script =>
  () => {
    throw failed(reason, stderr);
  };
const guests = { running: [uuid], nics: [] };
const onBridges = (...bridges: string[]) => ({
  running: [uuid],
  nics: bridges.map((bridge) => ({ mac: 'fa:16:3e:00:00:01', tap: 'vnet0', bridge })),
});

describe('checkPrograms', () => {
  test('finds all there', async () => {
    expect(readable(await checkPrograms(scriptedHost(() => '')))).toEqual(['ok: all there']);
  });

  test('names what is missing and the packages that have it', async () => {
    expect(readable(await checkPrograms(scriptedHost(() => 'stdbuf\nvirsh\n')))).toEqual([
      "wrong: there is no stdbuf and virsh -> Install them; Debian's packages are coreutils and libvirt-clients.",
    ]);
  });

  test('looks for sudo where it is needed', async () => {
    const asked: string[] = [];
    const script: Script = (line) => {
      asked.push(line);
      return '';
    };
    await checkPrograms(scriptedHost(script));
    await checkPrograms(scriptedHost(script, { sudo: ['tc'] }));

    expect(asked.map((line) => line.endsWith(' sudo'))).toEqual([false, true]);
  });
});

describe('checkLibvirt', () => {
  test('tells the versions', async () => {
    const text =
      'Compiled against library: libvirt 9.0.0\nUsing library: libvirt 9.0.0\nUsing API: QEMU 9.0.0\n' +
      'Running hypervisor: QEMU 7.2.22\nRunning against daemon: 10.1.0\n';

    expect(readable(await checkLibvirt(subjectOf(() => text)))).toEqual([
      'ok: qemu:///system: libvirt 10.1.0, virsh 9.0.0, QEMU 7.2.22',
    ]);
  });

  test.each([
    [
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
      /systemctl enable --now libvirtd/,
    ],
    [
      "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
      /usermod -aG libvirt novatune, or sudo: true/,
    ],
    ['error: authentication unavailable: no polkit agent available', /usermod -aG libvirt novatune/],
    ['sudo: a password is required', /^As above: sudo/],
    ['', /systemctl status libvirtd/],
  ])('knows what helps against %j', async (stderr, mend) => {
    expect(await checkLibvirt(subjectOf(refusing(stderr, 'unreachable')))).toMatchObject([
      {
        level: 'wrong',
        text: expect.stringMatching(/^virsh does not get to qemu:\/\/\/system: ./),
        mend: expect.stringMatching(mend),
      },
    ]);
  });
});

describe('lookAtGuests', () => {
  test('counts them and finds the interfaces of those that run', async () => {
    const other = 'a0000000-0000-4000-8000-000000000002';
    const looked = await lookAtGuests(
      scriptedHost(
        answering({
          'virsh list --all --uuid': `${uuid}\n${other}\n\n`,
          'virsh list --uuid': `${uuid}\n\n`,
          [`virsh domiflist ${uuid}`]: ' vnet0   bridge   br100   virtio   FA:16:3e:00:00:01\n',
        }),
      ),
    );

    expect(readable(looked.verdicts)).toEqual(['ok: 2 guests, 1 running']);
    expect(looked.guests).toEqual({
      running: [uuid],
      nics: [{ mac: 'fa:16:3e:00:00:01', tap: 'vnet0', bridge: 'br100' }],
    });
  });

  test('notes one that hangs, and looks at the others', async () => {
    const script: Script = (line) => {
      if (line.startsWith('virsh domiflist')) throw failed('timeout');
      return `${uuid}\n`;
    };

    expect(readable((await lookAtGuests(scriptedHost(script))).verdicts)).toEqual([
      'ok: 1 guest, 1 running',
      expect.stringMatching(new RegExp(`^note: ${uuid} cannot be looked at: no answer within`)),
    ]);
  });
});

describe('checkControllers', () => {
  const isV2 = { 'stat -f -c %T /sys/fs/cgroup': 'cgroup2fs\n' };
  const isV1 = { 'stat -f -c %T /sys/fs/cgroup': 'tmpfs\n' };

  test('believes libvirt where a guest runs', async () => {
    const script: Script = (line) => {
      if (line.startsWith('virsh blkiotune')) throw failed('exit', "error: blkio cgroup isn't mounted");
      return line.startsWith('stat') ? 'tmpfs\n' : '';
    };

    expect(readable(await checkControllers(scriptedHost(script), guests))).toEqual([
      expect.stringMatching(/^ok: v1, libvirt uses cpu, memory; CPU shares go from 2 to 262144/),
      expect.stringMatching(
        /^wrong: I\/O weights are refused: there is no blkio controller -> Mount it .*cgroup_controllers in \/etc\/libvirt\/qemu\.conf/,
      ),
    ]);
  });

  test('asks the kernel with cgroup v2 where no guest runs', async () => {
    const script = answering({ ...isV2, 'cat /sys/fs/cgroup/cgroup.controllers': 'cpuset cpu memory pids\n' });

    expect(readable(await checkControllers(scriptedHost(script), noGuests))).toEqual([
      expect.stringMatching(/^ok: v2, the kernel has cpu, memory; CPU shares go from 1 .* slows a guest down at once$/),
      expect.stringMatching(/^wrong: I\/O weights are refused: there is no io controller -> Give it .*IOWeight=100/),
    ]);
  });

  test('asks the kernel with cgroup v1 which are mounted and switched on', async () => {
    const groups = '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t64\t1\nmemory\t0\t1\t0\nblkio\t7\t64\t1\n';
    const script = answering({ ...isV1, 'cat /proc/cgroups': groups });

    expect(readable(await checkControllers(scriptedHost(script), noGuests))).toEqual([
      expect.stringMatching(/^ok: v1, the kernel has cpu, blkio/),
      expect.stringMatching(/^wrong: soft memory limits are refused: .*cgroup_enable=memory/),
    ]);
  });
});

describe('checkDisks', () => {
  const disk = (name: string, scheduler: string) => ({
    [`virsh domblklist ${uuid} --details`]: ' file   disk   vda   /images/disk\n',
    'findmnt -no MAJ:MIN -T /images/disk': '8:1\n',
    'cat /sys/dev/block/8:1/../queue/scheduler': `${scheduler}\n`,
    'cat /sys/dev/block/8:1/../uevent': `MAJOR=8\nMINOR=0\nDEVNAME=${name}\n`,
  });
  const check = (answers: Readonly<Record<string, string>>) => checkDisks(scriptedHost(answering(answers)), guests);

  test('is content with BFQ', async () => {
    expect(readable(await check(disk('sda', 'none [bfq]')))).toEqual(['ok: sda: bfq']);
  });

  test('notes a scheduler that ignores weights, and how to have another one', async () => {
    expect(readable(await check(disk('sda', '[mq-deadline] none bfq')))).toEqual([
      expect.stringMatching(
        /^note: sda: the I\/O scheduler mq-deadline ignores I\/O weights -> If weights are to count: echo bfq > \/sys\/block\/sda\/queue\/scheduler,.*60-bfq\.rules: ACTION.*KERNEL=="sda"/,
      ),
    ]);
  });

  test('has BFQ loaded first where the kernel does not offer it', async () => {
    expect(readable(await check(disk('sda', '[none]')))[0]).toContain('modprobe bfq');
  });

  test('notes that there is nothing to weigh on network disks, and nothing to see without a guest', async () => {
    expect(
      (await check({ [`virsh domblklist ${uuid} --details`]: ' network   disk   vda   volumes/x\n' }))[0],
    ).toMatchObject({
      level: 'note',
      text: expect.stringContaining('no guest has a disk on a device of this host'),
    });
    expect((await checkDisks(scriptedHost(answering({})), noGuests))[0]).toMatchObject({
      level: 'note',
      text: expect.stringContaining('no guest runs'),
    });
  });
});

describe('checkTc', () => {
  /** Of a kernel with these kinds of qdisc, for whom may change them. */
  const tc = ({
    kinds = ['htb', 'fq_codel'],
    u32 = true,
    modules = true,
    root = true,
    version = 'tc utility, iproute2-6.1.0, libbpf 1.1.2\n',
  } = {}) => {
    const subject = subjectOf((line) => {
      if (line === 'tc -V') return version;
      if (line.startsWith('grep')) return u32 ? '' : undefined;
      if (line === 'modprobe -nq sch_htb') return modules ? '' : undefined;
      return undefined;
    });
    const { host } = subject;
    const scripted = host.transport.run;
    host.transport.run = async (argv, options) => {
      const kind = /ffff:fff1 (\w+)/.exec(options.input ?? '')?.[1];
      if (kind === undefined) return scripted(argv, options);
      if (!root) throw failed('exit', 'RTNETLINK answers: Operation not permitted\nCommand failed -:1\n');
      throw failed(
        'exit',
        kinds.includes(kind)
          ? 'Error: Specified parent ID is reserved for ingress and clsact Qdiscs.\n'
          : 'Error: Specified qdisc kind is unknown.\n',
      );
    };
    return checkTc(subject);
  };

  test('tells version and queue', async () => {
    expect(readable(await tc())).toEqual(['ok: iproute2 6.1.0, queue for each class: fq_codel']);
    expect(readable(await tc({ version: 'tc utility, iproute2-ss190708\n' }))[0]).toContain('iproute2 ss190708');
  });

  test('says that priorities are refused without HTB or u32', async () => {
    expect(readable(await tc({ kinds: ['sfq'], u32: false }))).toEqual([
      'ok: iproute2 6.1.0, queue for each class: sfq',
      expect.stringMatching(/^wrong: the kernel has no sch_htb: network priorities are refused -> modprobe sch_htb/),
      expect.stringMatching(/^wrong: the kernel has no cls_u32: .* -> modprobe cls_u32/),
    ]);
  });

  test('notes what cannot be told, and the poorest queue', async () => {
    expect(readable(await tc({ kinds: ['htb'], u32: false, modules: false })).slice(1)).toEqual([
      expect.stringMatching(/^note: whether the kernel has cls_u32 cannot be told/),
      expect.stringMatching(/^note: the kernel has neither sch_fq_codel nor sch_sfq/),
    ]);
  });

  test('says so where the user may not change queues', async () => {
    expect(readable(await tc({ root: false }))).toEqual([
      expect.stringMatching(
        /^wrong: iproute2 6\.1\.0; novatune may not change queues: .* -> Have sudo run it: sudo: tc/,
      ),
    ]);
  });
});

describe('findUplinks', () => {
  const links = (...names: string[]) => JSON.stringify(names.map((ifname) => ({ ifname })));
  const bridge = (name: string, ...ports: string[]) => ({ [`ip -j -d link show master ${name}`]: links(...ports) });
  const speed = (device: string, mbit: number) => ({ [`cat /sys/class/net/${device}/speed`]: `${mbit}\n` });
  const find = (answers: Readonly<Record<string, string>>, where: Parameters<typeof findUplinks>[1], settings = {}) =>
    findUplinks(scriptedHost(answering(answers), settings), where);

  test('finds one for each bridge, with its speed', async () => {
    const answers = {
      ...bridge('br1', 'eth1'),
      ...bridge('br2', 'eth1.5'),
      ...speed('eth1', 500),
      ...speed('eth1.5', 500),
    };
    const { uplinks, verdicts } = await find(answers, onBridges('br1', 'br2', 'br1'));

    expect(uplinks).toEqual(['eth1', 'eth1.5']);
    expect(readable(verdicts)).toEqual([
      'ok: eth1, 500 Mbit/s, htb_rate 80 Mbit/s',
      'ok: eth1.5, 500 Mbit/s, htb_rate 80 Mbit/s',
    ]);
  });

  test.each([
    [[], 'has no port to the outside'],
    [['eth1', 'eth2'], 'has several ports to the outside, eth1 and eth2'],
  ])('says what keeps it from choosing among %j', async (ports, words) => {
    const { uplinks, verdicts } = await find(bridge('br1', ...ports), onBridges('br1'));

    expect(uplinks).toEqual([]);
    expect(readable(verdicts)).toEqual([
      `wrong: bridge br1 ${words}: network priorities are refused -> Name the interface that the traffic leaves by with uplink in the configuration.`,
    ]);
  });

  test('looks whether the one that is named is there', async () => {
    const named = { uplink: 'bond0' };

    expect(
      (await find({ 'test -e /sys/class/net/bond0': '', ...speed('bond0', 400) }, noGuests, named)).uplinks,
    ).toEqual(['bond0']);
    expect(readable((await find({}, noGuests, named)).verdicts)).toEqual([
      expect.stringMatching(/^wrong: there is no interface bond0: network priorities are refused/),
    ]);
  });

  test.each([
    ['a speed that nobody knows', {}, /^note: eth1 does not know its speed: it counts as 10000 Mbit\/s -> .*link_rate/],
    [
      'a speed that is configured',
      { linkRate: kbit(300_000) },
      /^ok: eth1, 300 Mbit\/s as configured, htb_rate 80 Mbit\/s$/,
    ],
    [
      'an htb_rate above the link',
      { linkRate: kbit(50_000) },
      /^note: eth1, 50 Mbit\/s as configured: htb_rate, 80 Mbit\/s, is more/,
    ],
    [
      'an htb_rate far below the link',
      { linkRate: kbit(10_000_000) },
      /^note: eth1, 10000 Mbit\/s as configured: htb_rate is under a tenth/,
    ],
  ])('tells %s', async (_title, settings, words) => {
    const { verdicts } = await find(bridge('br1', 'eth1'), onBridges('br1'), settings);

    expect(readable(verdicts)).toEqual([expect.stringMatching(words)]);
  });

  test('notes that it cannot tell where no guest runs on a bridge', async () => {
    expect(readable((await find({}, noGuests)).verdicts)).toEqual([
      expect.stringMatching(/^note: no guest with a bridge runs: .* -> Name it by uplink/),
    ]);
  });
});

describe('checkQueues', () => {
  const check = (text: string) =>
    checkQueues(
      scriptedHost((line) => (line === 'tc -d -batch -' ? text : undefined)),
      ['eth1'],
    );

  test.each([
    ['qdisc fq_codel 0: root refcnt 2 limit 10240p\n', "ok: eth1 has the kernel's default, fq_codel"],
    ['qdisc mq 0: root \nqdisc fq_codel 0: parent :1 limit 10240p\n', "ok: eth1 has the kernel's default, mq"],
    ['', "ok: eth1 has the kernel's default, none"],
    ['qdisc htb 4e54: root refcnt 2 r2q 10 default 0xfffe direct_packets_stat 0\n', "ok: eth1 has novatune's tree"],
  ])('is content with %j', async (text, words) => {
    expect(readable(await check(text))).toEqual([words]);
  });

  test('says of another root qdisc what it is, and never to take it away unseen', async () => {
    expect(readable(await check('qdisc htb 1: root refcnt 2 r2q 10 default 0x30 direct_packets_stat 0\n'))).toEqual([
      expect.stringMatching(
        /^wrong: eth1 has the root qdisc htb 1: that novatune has not made and never touches: network priorities are refused -> Find out who needs it.*: tc qdisc del dev eth1 root\.$/,
      ),
    ]);
  });
});
