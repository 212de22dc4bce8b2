import { expect, test } from 'vitest';
import { formatSlowDiskXml, parseWrittenBytes } from '../../../scripts/evaluate/slow-disk/disk-of-guest.ts';

const stats = `Domain: 'VM1'
  block.count=2
  block.0.name=vda
  block.0.wr.bytes=7
  block.1.name=vdb
  block.1.path=/dev/loop0
  block.1.wr.bytes=1048576

Domain: 'VM10'
  block.count=1
  block.0.name=vdb
  block.0.wr.bytes=99
`;

test('what a guest has written is that of its slow disk alone', () => {
  expect(parseWrittenBytes(stats, ['VM1', 'VM10'])).toEqual({ VM1: 1_048_576, VM10: 99 });
});

test('a guest that has no slow disk is no guest that wrote nothing', () => {
  expect(() => parseWrittenBytes(stats, ['VM2'])).toThrow('libvirt says nothing of the disk vdb of VM2');
});

test('the parts of the guests do not overlap', () => {
  const starts = [0, 1, 2].map((part) => Number(/offset='(\d+)'/.exec(formatSlowDiskXml('/dev/loop0', part))?.[1]));
  const sizes = [0, 1, 2].map((part) => Number(/ size='(\d+)'/.exec(formatSlowDiskXml('/dev/loop0', part))?.[1]));

  expect(starts[1]! - starts[0]!).toBe(sizes[0]);
  expect(starts[2]! - starts[1]!).toBe(sizes[1]);
});
