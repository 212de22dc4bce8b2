import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDomainXml } from '../../../src/inventory/domain-xml.ts';

const file = (name: string) => readFileSync(new URL(`./domains/${name}.xml`, import.meta.url), 'utf8');
const uuid = '30ad89ac-5906-49ca-8d52-3c6343c598f6';
const nova11 = 'http://openstack.org/xmlns/libvirt/nova/1.1';

/** A domain with what every domain has, and some metadata. */
const domainXml = (metadata: string, rest = "<memory unit='KiB'>262144</memory>"): string =>
  `<domain type='kvm'><name>one</name><uuid>${uuid}</uuid><metadata>${metadata}</metadata>${rest}<devices/></domain>`;

const named = (name: string): string =>
  domainXml(`<nova:instance xmlns:nova="${nova11}"><nova:name>${name}</nova:name></nova:instance>`);

/** As libvirt's XML library writes text. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');

describe("Nova's metadata", () => {
  test('of Pike, namespace 1.0, without ports and without an id of the flavor', () => {
    expect(parseDomainXml(file('nova-16'))).toEqual({
      uuid,
      domainName: 'instance-00000042',
      maxMemoryKiB: 1_048_576,
      balloon: { present: true, statsPeriodS: 10 },
      nova: {
        name: 'vm_normal',
        projectId: '995b4947cc4044fba99bade057053803',
        userId: '5a86b1db33b64571953b2022186010fe',
        flavor: { id: undefined, name: 'm1.normal' },
        createdAt: '2018-04-16T12:50:16Z',
        addresses: [],
      },
    });
  });

  test('of Nova 31, namespace 1.1, with the id of the flavor, image properties and ports', () => {
    expect(parseDomainXml(file('nova-31')).nova).toEqual({
      name: 'web-1',
      projectId: 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01',
      userId: '1b0f6c1e7d2a4c5f8e9d0a1b2c3d4e5f',
      flavor: { id: '5f1c0000-0000-4000-8000-000000000001', name: 'm1.small' },
      createdAt: '2026-11-20T12:12:57Z',
      addresses: [
        { address: '10.0.0.7', version: 4, mac: 'fa:16:3e:00:00:0a' },
        { address: 'fd00::7', version: 6, mac: 'fa:16:3e:00:00:0a' },
        { address: '10.1.0.7', version: 4, mac: 'fa:16:3e:00:00:0b' },
      ],
    });
  });

  test('is found under whatever prefix its namespace has, beside that of others', () => {
    const xml = domainXml(
      `<other:instance xmlns:other="http://example.org/x"><other:name>no</other:name></other:instance>
       <n:instance xmlns:n="${nova11}"><n:name>yes</n:name><n:owner><n:project uuid="p"/></n:owner></n:instance>`,
    );

    expect(parseDomainXml(xml).nova).toMatchObject({ name: 'yes', projectId: 'p' });
  });

  test('is found without a prefix', () => {
    const xml = domainXml(`<instance xmlns="${nova11}"><name>yes</name><flavor name="f"/></instance>`);

    expect(parseDomainXml(xml).nova).toMatchObject({ name: 'yes', flavor: { name: 'f' } });
  });

  test.each([
    ['no metadata', ''],
    [
      'the metadata of something else',
      '<libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"/>',
    ],
    ['an element of the same name in another namespace', '<nova:instance xmlns:nova="http://example.org/nova/1.1"/>'],
  ])('is not found in a domain with %s', (_title, metadata) => {
    expect(parseDomainXml(domainXml(metadata)).nova).toBeUndefined();
  });

  test('without an owner makes a server that is nobody’s', () => {
    const { nova } = parseDomainXml(named('orphan'));

    expect(nova).toEqual({
      name: 'orphan',
      projectId: '',
      userId: '',
      flavor: { id: undefined, name: '' },
      createdAt: '',
      addresses: [],
    });
  });

  test('with a time that is none has no time', () => {
    const xml = domainXml(
      `<nova:instance xmlns:nova="${nova11}"><nova:creationTime>yesterday</nova:creationTime></nova:instance>`,
    );

    expect(parseDomainXml(xml).nova?.createdAt).toBe('');
  });
});

describe("a server's name", () => {
  test.each([
    ['quotes and semicolons', `"it's"; rm -rf /`],
    ['a newline', 'two\nlines'],
    ['a carriage return', 'one\rtwo'],
    ['the end of a CDATA section', 'a]]>b'],
    ['what looks like an entity', '&lt; &amp;lt; &#65; &copy;'],
    ['what looks like a mark of our sessions', "virsh # ENDdeadbeef\n'END'deadbeef"],
    ['tags', '</nova:name><nova:owner><nova:project uuid="stolen"/></nova:owner>'],
    ['blanks around it', '  one two\t '],
    ['a script that is not Latin', 'größe 服务器 😀'],
    ['nothing', ''],
    ['a name of JavaScript', '__proto__'],
  ])('may have %s', (_title, name) => {
    const { nova } = parseDomainXml(named(escaped(name)));

    expect(nova?.name).toBe(name);
    expect(nova?.projectId).toBe('');
  });

  test('may be a CDATA section', () => {
    expect(parseDomainXml(named('<![CDATA[<a> & "b"]]>')).nova?.name).toBe('<a> & "b"');
  });

  test('may have a comment in it', () => {
    expect(parseDomainXml(named('one<!-- <two> & -->three')).nova?.name).toBe('onethree');
  });

  test('may have its characters as numbers', () => {
    expect(parseDomainXml(named('gr&#xF6;&#223;e &#128512;')).nova?.name).toBe('größe 😀');
  });

  test('comes back as it was, whatever it is', () => {
    // What XML can hold; libvirt takes no other.
    const character = fc.oneof(
      fc.constantFrom('&', '<', '>', '"', "'", ']', ';', '#', '\n', '\r', ' '),
      fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCodePoint(code)),
      fc.integer({ min: 0x10000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 255 }), (characters) => {
        expect(parseDomainXml(named(escaped(characters.join('')))).nova?.name).toBe(characters.join(''));
      }),
    );
  });
});

describe("a flavor's name", () => {
  test('has its characters as numbers, as libvirt writes attributes', () => {
    const xml = domainXml(
      `<nova:instance xmlns:nova="${nova11}"><nova:flavor name="m1 gr&#xF6;&#xDF;e &amp; &quot;x&quot;&#10;y"/></nova:instance>`,
    );

    expect(parseDomainXml(xml).nova?.flavor.name).toBe('m1 größe & "x"\ny');
  });
});

describe('the balloon device', () => {
  const balloonOf = (devices: string) =>
    parseDomainXml(
      `<domain><name>one</name><uuid>${uuid}</uuid><memory>1024</memory><devices>${devices}</devices></domain>`,
    ).balloon;

  test.each([
    ["<memballoon model='virtio'><stats period='10'/></memballoon>", { present: true, statsPeriodS: 10 }],
    ["<memballoon model='virtio'/>", { present: true, statsPeriodS: 0 }],
    ["<memballoon model='virtio-non-transitional'/>", { present: true, statsPeriodS: 0 }],
    ["<memballoon model='none'/>", { present: false, statsPeriodS: 0 }],
    ["<memballoon model='virtio'><stats period='soon'/></memballoon>", { present: true, statsPeriodS: 0 }],
    ['', { present: false, statsPeriodS: 0 }],
  ])('is read from %s', (devices, balloon) => {
    expect(balloonOf(devices)).toEqual(balloon);
  });
});

describe('XML that is none of a domain', () => {
  test.each([
    ['an empty answer', ''],
    ['an error', 'error: something\n'],
    ['another document', '<network><name>default</name></network>'],
    ['a domain without UUID', "<domain><name>x</name><memory unit='KiB'>1</memory></domain>"],
    ['a domain without memory', domainXml('', '')],
    ['a domain whose memory is no number', domainXml('', '<memory>much</memory>')],
    ['a domain whose memory has a unit that nobody knows', domainXml('', "<memory unit='parsec'>1</memory>")],
    ['names that could reach into JavaScript', domainXml('<__proto__><x/></__proto__>')],
    ['a nesting without end', '<a>'.repeat(5000)],
    ['a domain that breaks off', domainXml('').slice(0, 60)],
    ['a domain that breaks off before its devices are all told', domainXml('').slice(0, -'<devices/></domain>'.length)],
  ])('is refused: %s', (_title, xml) => {
    expect(() => parseDomainXml(xml)).toThrow();
  });

  test('never says more than its beginning, which is for the log', () => {
    expect(() => parseDomainXml('x'.repeat(10_000))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,250}$/) }),
    );
  });
});

test('what other elements have by the names of what is read is not taken for it', () => {
  const others = `<os><uuid>x</uuid><memory unit='KiB'>1</memory></os><devices><disk><memballoon model='none'/></disk>
    <memballoon model='virtio'/></devices>`;
  const xml = domainXml('', `${others}<memory unit='KiB'>1024</memory>`);

  expect(parseDomainXml(xml)).toMatchObject({ uuid, maxMemoryKiB: 1024, balloon: { present: true } });
});

test('a chain of two hundred snapshots is no reason to lose a server', () => {
  const chain = `${'<backingStore><source/>'.repeat(200)}${'</backingStore>'.repeat(200)}`;
  const xml = domainXml(
    `<nova:instance xmlns:nova="${nova11}"><nova:name>deep</nova:name></nova:instance>`,
    `<memory unit='KiB'>1024</memory><devices><disk>${chain}</disk></devices>`,
  );

  expect(parseDomainXml(xml).nova?.name).toBe('deep');
});

test('a domain with very many escaped characters is no reason to lose a server', () => {
  const xml = domainXml(
    `<nova:instance xmlns:nova="${nova11}"><nova:name>${'&quot;&amp;'.repeat(60_000)}</nova:name></nova:instance>`,
  );

  expect(parseDomainXml(xml).nova?.name).toHaveLength(120_000);
});
