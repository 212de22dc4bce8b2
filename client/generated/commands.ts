// Generated from openapi.yaml by `npm run generate`. Do not edit.

import type { CommandTraits } from '../action-table.ts';

/** The command line's commands, one for each action. */
export const commands: readonly CommandTraits[] = [
  {
    "action": "get-memory-soft-limit",
    "reads": true,
    "takesValue": false,
    "command": "lv-get-mem-soft-limit",
    "summary": "Show the memory soft limit of a server",
    "description": "Answers the memory soft limit in KiB: the size to which the host tries to push the server's whole QEMU process back. 9007199254740991 means that there is no limit. Refused while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [],
    "answer": {
      "soft_limit": {
        "type": "integer",
        "unit": "KiB",
        "words": {
          "unlimited": 9007199254740991
        }
      }
    }
  },
  {
    "action": "set-memory-soft-limit",
    "reads": false,
    "takesValue": true,
    "command": "lv-set-mem-soft-limit",
    "summary": "Set the memory soft limit of a server, or remove it",
    "description": "Sets the memory soft limit, in MiB, of 1 or more; -1 removes it. It covers the server's whole QEMU process, a little more than the guest's own memory. On a host with cgroup v1 it acts only while the host is short of memory. On a host with cgroup v2 it is `memory.high`, which slows the server down at once whenever it is above the limit; a `Warning` says so. Answers `{\"success\": 1}`. Refused while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [
      {
        "field": "memory_limit",
        "name": "memory_limit",
        "required": true,
        "description": "MiB; -1 for no limit.",
        "type": "integer",
        "unit": "MiB",
        "words": {
          "unlimited": -1
        },
        "minimum": -1,
        "maximum": 8796093022207
      },
      {
        "field": "for",
        "name": "for",
        "required": false,
        "description": "For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,8}[smhd]$",
        "examples": [
          "90s",
          "30m",
          "12h",
          "7d"
        ]
      }
    ],
    "answer": {
      "success": {
        "type": "integer"
      }
    },
    "getter": "get-memory-soft-limit",
    "setter": "set-memory-soft-limit"
  },
  {
    "action": "get-current-memory",
    "reads": true,
    "takesValue": false,
    "command": "lv-get-mem",
    "summary": "Show the memory that a server has now",
    "description": "Answers the memory that the guest has now, in KiB. While a change is under way this is what the guest has reached, not what was asked. Refused while the server is not running.",
    "arguments": [],
    "answer": {
      "actual": {
        "type": "integer",
        "unit": "KiB"
      }
    }
  },
  {
    "action": "set-current-memory",
    "reads": false,
    "takesValue": true,
    "command": "lv-set-mem",
    "summary": "Change the memory that a server has, by its balloon",
    "description": "Changes the memory that the guest has, in MiB, through its balloon driver, and waits until the guest has complied. Answers `{\"success\": 1}` then. If the guest does not comply in time (5 seconds unless configured otherwise), the size from before is put back, so that nothing lands later, and the answer is `{\"success\": 0}`. Refused above the server's maximum, its flavor's memory, and below 64 MiB unless configured otherwise (400, naming the limit); below what the guest has in use plus a tenth (409, naming the figure); and while the server is not running. Not implemented (501) for a server without a balloon device. Where the guest must first be asked how much it uses, up to 3 seconds more.",
    "arguments": [
      {
        "field": "memory",
        "name": "memory",
        "required": true,
        "description": "MiB.",
        "type": "integer",
        "unit": "MiB",
        "minimum": 1,
        "maximum": 8796093022207
      },
      {
        "field": "for",
        "name": "for",
        "required": false,
        "description": "For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,8}[smhd]$",
        "examples": [
          "90s",
          "30m",
          "12h",
          "7d"
        ]
      }
    ],
    "answer": {
      "success": {
        "type": "integer"
      }
    },
    "getter": "get-current-memory",
    "setter": "set-current-memory"
  },
  {
    "action": "get-cpu-priority",
    "reads": true,
    "takesValue": false,
    "command": "lv-get-cpu-priority",
    "summary": "Show the CPU shares of a server",
    "description": "Answers the CPU shares of the server. A new server has 1024 on a host with cgroup v1 and 100 on a host with cgroup v2. Refused while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [],
    "answer": {
      "share": {
        "type": "integer"
      }
    }
  },
  {
    "action": "set-cpu-priority",
    "reads": false,
    "takesValue": true,
    "command": "lv-set-cpu-priority",
    "summary": "Set the CPU shares of a server",
    "description": "Sets the CPU shares of the server: while CPU is scarce, a server with twice the shares of another one *on the same host* gets twice the CPU time. Answers the shares that the host applies now. The range is 2 to 262144 on a host with cgroup v1, and up to 10000 on a host with cgroup v2; outside of it the request is refused (400, naming the range), as it is while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [
      {
        "field": "share",
        "name": "shares",
        "required": true,
        "description": "CPU shares.",
        "type": "integer",
        "minimum": 1,
        "maximum": 262144
      },
      {
        "field": "for",
        "name": "for",
        "required": false,
        "description": "For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,8}[smhd]$",
        "examples": [
          "90s",
          "30m",
          "12h",
          "7d"
        ]
      }
    ],
    "answer": {
      "share": {
        "type": "integer"
      }
    },
    "getter": "get-cpu-priority",
    "setter": "set-cpu-priority"
  },
  {
    "action": "get-io-priority",
    "reads": true,
    "takesValue": false,
    "command": "lv-get-io-priority",
    "summary": "Show the disk weight of a server",
    "description": "Answers the disk weight of the server. A host's default may lie outside of the range that can be set. Refused while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [],
    "answer": {
      "weight": {
        "type": "integer"
      }
    }
  },
  {
    "action": "set-io-priority",
    "reads": false,
    "takesValue": true,
    "command": "lv-set-io-priority",
    "summary": "Set the disk weight of a server",
    "description": "Sets the disk weight of the server, 100 to 1000: while a disk of the host is busy, a server with twice the weight of another one *on the same host* gets twice the throughput. Answers the weight that the host applies now. It has an effect only where the disk's I/O scheduler honours weights (BFQ); where it does not, a `Warning` says so. Refused while the server is not running. Not implemented (501) where the host lacks the cgroup controller.",
    "arguments": [
      {
        "field": "weight",
        "name": "weight",
        "required": true,
        "description": "Disk weight.",
        "type": "integer",
        "minimum": 100,
        "maximum": 1000
      },
      {
        "field": "for",
        "name": "for",
        "required": false,
        "description": "For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,8}[smhd]$",
        "examples": [
          "90s",
          "30m",
          "12h",
          "7d"
        ]
      }
    ],
    "answer": {
      "weight": {
        "type": "integer"
      }
    },
    "getter": "get-io-priority",
    "setter": "set-io-priority"
  },
  {
    "action": "get-net-priority",
    "reads": true,
    "takesValue": false,
    "command": "tc-get-net-priority",
    "summary": "Show the network priority of a server",
    "description": "Answers the network priority of the server, 0 to 98, or -1 when it has none. Refused while the server is not running.",
    "arguments": [],
    "answer": {
      "prio": {
        "type": "integer",
        "words": {
          "none": -1
        }
      }
    }
  },
  {
    "action": "set-net-priority",
    "reads": false,
    "takesValue": true,
    "command": "tc-set-net-priority",
    "summary": "Set the network priority of a server",
    "description": "Sets the network priority of the server, 0 (highest) to 98 (lowest). The servers of a host that have a priority share `htb_rate` (80 Mbit/s unless configured otherwise) for what they send: each is guaranteed a part by its weight, 99 - `prio`, and may borrow what the others leave unused. So priorities 0, 33 and 61 get 39, 26 and 15 of 80 Mbit/s. Other servers keep their priorities; their parts shrink or grow. No packet is lost and the total is never exceeded while it changes; only the first priority on a host and the last reset exchange the queue of its uplink, at which the kernel may drop the few packets in it. Answers `{\"success\": true}`. Refused where the host's uplink is already shaped by something else (409), where the server has no network interface that can be shaped (501), and while the server is not running.",
    "arguments": [
      {
        "field": "prio",
        "name": "prio",
        "required": true,
        "description": "0 is the highest priority.",
        "type": "integer",
        "minimum": 0,
        "maximum": 98
      },
      {
        "field": "for",
        "name": "for",
        "required": false,
        "description": "For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,8}[smhd]$",
        "examples": [
          "90s",
          "30m",
          "12h",
          "7d"
        ]
      }
    ],
    "answer": {
      "success": {
        "type": "boolean"
      }
    },
    "getter": "get-net-priority",
    "setter": "set-net-priority",
    "resetter": "reset-net-priority"
  },
  {
    "action": "reset-net-priority",
    "reads": false,
    "takesValue": false,
    "command": "tc-reset-net-priority",
    "summary": "Take the network priority of a server away",
    "description": "Takes the network priority of the server away: it shares what the servers with a priority leave of the uplink again. Answers `{\"success\": true}`, also when it had none. Refused while the server is not running.",
    "arguments": [],
    "answer": {
      "success": {
        "type": "boolean"
      }
    },
    "getter": "get-net-priority",
    "setter": "set-net-priority",
    "resetter": "reset-net-priority"
  },
  {
    "action": "balloon-driver-enabled",
    "reads": true,
    "takesValue": false,
    "command": "ballooning-enabled",
    "summary": "Tell whether the memory of a server can be changed",
    "description": "Answers whether the server's memory can be changed: `true` only when the balloon driver in the guest answers, not when the device merely exists. May take up to 3 seconds where the driver has to be asked first. Refused while the server is not running.",
    "arguments": [],
    "answer": {
      "ballooning_enabled": {
        "type": "boolean"
      }
    }
  },
  {
    "action": "get-allocation",
    "reads": true,
    "takesValue": false,
    "command": "allocation-show",
    "summary": "Show what is asked of a server, and what it has",
    "description": "Answers for each resource what was asked, what the host has, and by whom and since when it was asked. What was asked holds until something else is asked: when the server comes up again it is asked of its host again. `state` is `applied`; `deferred` while it waits for the guest's driver or the host, and `infeasible` where this host can never give it, both with the `reason`; `default` where nothing is asked. A server that is not running has nothing, so `actual` is null then.",
    "arguments": [],
    "answer": {
      "allocation": {
        "type": "object",
        "rows": {
          "name": "resource",
          "fields": {
            "asked": {
              "type": "integer"
            },
            "actual": {
              "type": "integer"
            },
            "unit": {
              "type": "string",
              "isForPrograms": true
            },
            "state": {
              "type": "string"
            },
            "reason": {
              "type": "string"
            },
            "user_id": {
              "type": "string",
              "isForPrograms": true
            },
            "project_id": {
              "type": "string",
              "isForPrograms": true
            },
            "request_id": {
              "type": "string",
              "isForPrograms": true
            },
            "since": {
              "type": "string"
            },
            "until": {
              "type": "string"
            }
          },
          "numbers": {
            "memory": {
              "unit": "KiB"
            },
            "soft_limit": {
              "unit": "KiB",
              "words": {
                "unlimited": 9007199254740991
              }
            },
            "network": {
              "words": {
                "none": -1
              }
            }
          }
        }
      }
    }
  },
  {
    "action": "clear-allocation",
    "reads": false,
    "takesValue": true,
    "command": "allocation-clear",
    "summary": "Take back what is asked of a server",
    "description": "Takes back what was asked of one resource, or of all, and gives the server what it had before; answers as `get-allocation`. Resources of which nothing is asked are left alone.",
    "arguments": [
      {
        "field": "resource",
        "name": "resource",
        "required": false,
        "description": "The resource; all unless given.",
        "type": "string",
        "values": [
          "memory",
          "soft_limit",
          "cpu",
          "disk",
          "network"
        ]
      }
    ],
    "answer": {
      "allocation": {
        "type": "object",
        "rows": {
          "name": "resource",
          "fields": {
            "asked": {
              "type": "integer"
            },
            "actual": {
              "type": "integer"
            },
            "unit": {
              "type": "string",
              "isForPrograms": true
            },
            "state": {
              "type": "string"
            },
            "reason": {
              "type": "string"
            },
            "user_id": {
              "type": "string",
              "isForPrograms": true
            },
            "project_id": {
              "type": "string",
              "isForPrograms": true
            },
            "request_id": {
              "type": "string",
              "isForPrograms": true
            },
            "since": {
              "type": "string"
            },
            "until": {
              "type": "string"
            }
          },
          "numbers": {
            "memory": {
              "unit": "KiB"
            },
            "soft_limit": {
              "unit": "KiB",
              "words": {
                "unlimited": 9007199254740991
              }
            },
            "network": {
              "words": {
                "none": -1
              }
            }
          }
        }
      }
    }
  }
];
