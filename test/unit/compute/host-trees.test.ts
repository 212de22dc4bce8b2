import { expect, test } from 'vitest';
import { findOurDevices, readHostTrees } from '../../../src/compute/host-trees.ts';
import { FakeServers } from '../fake/fake-servers.ts';

/** iproute2 6.1, as printed by `tc -d -batch -`. */
const shown = `qdisc noqueue 0: dev lo root refcnt 2 
qdisc mq 0: dev eth0 root 
qdisc fq_codel 0: dev eth0 parent :1 limit 10240p flows 1024 quantum 1514 target 5ms interval 100ms memory_limit 32Mb ecn drop_batch 64 
qdisc htb 4e54: dev eth1 root refcnt 3 r2q 10 default 0xfffe direct_packets_stat 0 ver 3.17 direct_qlen 1000
qdisc pfifo 10: dev eth1 parent 4e54:10 limit 1000p
qdisc htb 4e54: dev eth2 root refcnt 3 r2q 10 default 0x30 direct_packets_stat 0 ver 3.17 direct_qlen 1000
qdisc htb 4e54: dev bond0.7 root refcnt 3 r2q 10 default 0xfffe direct_packets_stat 0 ver 3.17 direct_qlen 1000
`;

test('the devices with a tree of ours are those with our handle and our default', () => {
  expect(findOurDevices(shown)).toEqual(['eth1', 'bond0.7']);
});

test('a host without a tree has none to read', async () => {
  expect(await readHostTrees(new FakeServers().host('VM1'))).toEqual([]);
});
