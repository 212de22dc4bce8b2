import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { newSshKey } from '../../fakes/ssh-key.ts';

/** As ssh2 made it of a public key that begins with a zero byte: 31 bytes are left of its 32. */
const shortKey = {
  public: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAH+QC1y3bKrAPpx8akJANJXH4ggjnHhYSfXbrPHAfg78=',
  private: `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMgAAAAtz
c2gtZWQyNTUxOQAAAB/kAtct2yqwD6cfGpCQDSVx+III5x4WEn126zxwH4O/AAAA
iHYigql2IoKpAAAAC3NzaC1lZDI1NTE5AAAAH+QC1y3bKrAPpx8akJANJXH4ggjn
HhYSfXbrPHAfg78AAAA/FVfXbhPAycC3JkZFiJ9sbE+RzNpsy8Vp7plzwvDG1pPk
Atct2yqwD6cfGpCQDSVx+III5x4WEn126zxwH4O/AAAAAAECAwQFBgc=
-----END OPENSSH PRIVATE KEY-----
`,
};

test('a key that ssh2 makes but cannot read is passed over', () => {
  expect(ssh2.utils.parseKey(shortKey.private)).toBeInstanceOf(Error);

  const good = ssh2.utils.generateKeyPairSync('ed25519');
  const made = [shortKey, good];

  expect(newSshKey(() => made.shift()!)).toBe(good);
});

test('a generator that makes no readable key is given up', () => {
  expect(() => newSshKey(() => shortKey)).toThrow('in 20 tries');
});
