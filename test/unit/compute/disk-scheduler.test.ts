import { describe, expect, test } from 'vitest';
import { findIgnoringSchedulers } from '../../../src/compute/disk-scheduler.ts';
import { failed, type Script, scriptedDomain } from './scripted-host.ts';

const image = '/var/lib/nova/instances/x/disk';
const disk = (path: string, kind = 'file') => ` ${kind}   disk   vda   ${path}\n`;

/** A host with one table of disks and some files; what is in neither is not there. */
function host(disks: string, answers: Readonly<Record<string, string>>): Script {
  return (line) => (line.startsWith('virsh domblklist') ? disks : answers[line]);
}

const find = (script: Script) => findIgnoringSchedulers(scriptedDomain(script));

describe('findIgnoringSchedulers', () => {
  test('names the scheduler of the disk that holds an image', async () => {
    const script = host(disk(image), {
      [`findmnt -no MAJ:MIN -T ${image}`]: '254:0\n',
      'cat /sys/dev/block/254:0/queue/scheduler': 'none [mq-deadline] bfq\n',
    });

    expect(await find(script)).toEqual(['mq-deadline']);
  });

  test('has nothing against BFQ', async () => {
    const script = host(disk(image), {
      [`findmnt -no MAJ:MIN -T ${image}`]: '254:0\n',
      'cat /sys/dev/block/254:0/queue/scheduler': 'none mq-deadline [bfq]\n',
    });

    expect(await find(script)).toEqual([]);
  });

  test('looks at the disk of a partition', async () => {
    const script = host(disk(image), {
      [`findmnt -no MAJ:MIN -T ${image}`]: ' 8:1 \n',
      'cat /sys/dev/block/8:1/../queue/scheduler': '[none] bfq\n',
    });

    expect(await find(script)).toEqual(['none']);
  });

  test('looks at a device that a domain has as its disk', async () => {
    const script = host(disk('/dev/sdb', 'block'), {
      'lsblk -dno MAJ:MIN /dev/sdb': '  8:16\n',
      'cat /sys/dev/block/8:16/queue/scheduler': '[kyber] bfq none\n',
    });

    expect(await find(script)).toEqual(['kyber']);
  });

  test('looks at what a volume is made of, however deep: its own scheduler means nothing', async () => {
    const script = host(disk(image), {
      [`findmnt -no MAJ:MIN -T ${image}`]: '253:0\n',
      'ls /sys/dev/block/253:0/slaves': 'md0\n',
      'cat /sys/dev/block/253:0/queue/scheduler': '[none]\n',
      'ls /sys/class/block/md0/slaves': 'sda1\nsdb1\n',
      'cat /sys/class/block/sda1/../queue/scheduler': 'none [bfq]\n',
      'cat /sys/class/block/sdb1/../queue/scheduler': '[mq-deadline] bfq\n',
    });

    expect(await find(script)).toEqual(['mq-deadline']);
  });

  test('says each scheduler once, and leaves out what is no disk or has no device', async () => {
    const disks = `${disk('/a')}${disk('/b')} file   cdrom   hda   /cd.iso\n network   disk   vdc   volumes/x\n file   disk   vdd   -\n`;
    const script = host(disks, {
      'findmnt -no MAJ:MIN -T /a': '8:0\n',
      'findmnt -no MAJ:MIN -T /b': '8:16\n',
      'cat /sys/dev/block/8:0/queue/scheduler': '[none]\n',
      'cat /sys/dev/block/8:16/queue/scheduler': '[none]\n',
      'findmnt -no MAJ:MIN -T /cd.iso': '8:32\n',
      'cat /sys/dev/block/8:32/queue/scheduler': '[kyber]\n',
    });

    expect(await find(script)).toEqual(['none']);
  });

  test('says nothing of a disk whose device cannot be told', async () => {
    expect(await find(host(disk(image), {}))).toEqual([]);
  });

  test('does not take a host that cannot be asked for one without the file', async () => {
    const script: Script = (line) => {
      if (line.startsWith('virsh')) return disk(image);
      throw failed('unreachable');
    };

    await expect(find(script)).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
