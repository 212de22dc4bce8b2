/** What every program sees, wherever it runs: English messages, and the directories where tc and libvirt's tools live. */
export const environment = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const;
