/** What tests and the demo may use of the lab. */

export { bringUp } from './bring-up.ts';
export { undoLeftDisturbance, withDisturbance } from './disturbance.ts';
export { lastMemTotalKiB, readConsole, waitReady } from './guest-console.ts';
export { startComputing, startSending, stopComputing, stopSending } from './guest-load.ts';
export { runInGuest } from './guest-shell.ts';
export { execOnHost } from './host-command.ts';
export { restartGuest } from './host-guests.ts';
export { getLabGuest, getLabHost, type LabHost } from './lab-hosts.ts';
export { findUplinkCounter, readSinkBytes, readUplinkBytes, sampleUplink, type UplinkSample } from './outside.ts';
export { type LabGuestStatus, type LabHostStatus, type LabStatus, labStatus } from './status.ts';
export { takeDown } from './take-down.ts';
