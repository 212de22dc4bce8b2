// Generated from openapi.yaml by `npm run generate`. Do not edit.

import type { MethodTraits } from '../action-table.ts';

/** The client's methods, one for each action. */
export const methods = {
  getMemorySoftLimit: { action: 'get-memory-soft-limit', reads: true, takesValue: false },
  setMemorySoftLimit: { action: 'set-memory-soft-limit', reads: false, takesValue: true },
  getCurrentMemory: { action: 'get-current-memory', reads: true, takesValue: false },
  setCurrentMemory: { action: 'set-current-memory', reads: false, takesValue: true },
  getCpuPriority: { action: 'get-cpu-priority', reads: true, takesValue: false },
  setCpuPriority: { action: 'set-cpu-priority', reads: false, takesValue: true },
  getIoPriority: { action: 'get-io-priority', reads: true, takesValue: false },
  setIoPriority: { action: 'set-io-priority', reads: false, takesValue: true },
  getNetPriority: { action: 'get-net-priority', reads: true, takesValue: false },
  setNetPriority: { action: 'set-net-priority', reads: false, takesValue: true },
  resetNetPriority: { action: 'reset-net-priority', reads: false, takesValue: false },
  balloonDriverEnabled: { action: 'balloon-driver-enabled', reads: true, takesValue: false },
} as const satisfies Readonly<Record<string, MethodTraits>>;
