// Generated from openapi.yaml by `npm run generate`. Do not edit.

import type { MethodTraits } from '../action-table.ts';

/** The client's methods, one for each action. */
export const methods = {
  getMemorySoftLimit: { action: 'get-memory-soft-limit', reads: true, takesValue: false, answers: { soft_limit: 'integer' } },
  setMemorySoftLimit: { action: 'set-memory-soft-limit', reads: false, takesValue: true, answers: { success: 'integer' } },
  getCurrentMemory: { action: 'get-current-memory', reads: true, takesValue: false, answers: { actual: 'integer' } },
  setCurrentMemory: { action: 'set-current-memory', reads: false, takesValue: true, answers: { success: 'integer' } },
  getCpuPriority: { action: 'get-cpu-priority', reads: true, takesValue: false, answers: { share: 'integer' } },
  setCpuPriority: { action: 'set-cpu-priority', reads: false, takesValue: true, answers: { share: 'integer' } },
  getIoPriority: { action: 'get-io-priority', reads: true, takesValue: false, answers: { weight: 'integer' } },
  setIoPriority: { action: 'set-io-priority', reads: false, takesValue: true, answers: { weight: 'integer' } },
  getNetPriority: { action: 'get-net-priority', reads: true, takesValue: false, answers: { prio: 'integer' } },
  setNetPriority: { action: 'set-net-priority', reads: false, takesValue: true, answers: { success: 'boolean' } },
  resetNetPriority: { action: 'reset-net-priority', reads: false, takesValue: false, answers: { success: 'boolean' } },
  balloonDriverEnabled: { action: 'balloon-driver-enabled', reads: true, takesValue: false, answers: { ballooning_enabled: 'boolean' } },
  getAllocation: { action: 'get-allocation', reads: true, takesValue: false, answers: { allocation: 'object' } },
  clearAllocation: { action: 'clear-allocation', reads: false, takesValue: true, answers: { allocation: 'object' } },
} as const satisfies Readonly<Record<string, MethodTraits>>;
