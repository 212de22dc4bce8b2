// Generated from openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    "/servers/{server_id}/action": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read or set one resource of a running server */
        post: operations["runServerAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List servers, id and name */
        get: operations["listServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List servers in full */
        get: operations["listServersDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{server_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one server */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{server_id}/allocation-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was changed on a server, by whom, and how it ended */
        get: operations["listAllocationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the extensions of the API */
        get: operations["listExtensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/extensions/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one extension */
        get: operations["getExtension"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of the API */
        get: operations["listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show version 2.1 */
        get: operations["getVersion21"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show version 2.0 */
        get: operations["getVersion2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthcheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell a load balancer whether the service answers
         * @description A compute host that does not answer is no reason for 503, since the others go on; see the metrics for hosts.
         */
        get: operations["healthcheck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in Prometheus' text form
         * @description Requests by action and result, histograms of the time that requests and host commands take, restarts of virsh sessions, and whether each host answers.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract as JSON */
        get: operations["openapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract as YAML, as it was written */
        get: operations["openapiYaml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Exactly one action. */
        ServerAction: {
            /**
             * Show the memory soft limit of a server
             * @description Answers the memory soft limit in KiB: the size to which the host tries to push the server's whole QEMU process back.
             *     9007199254740991 means that there is no limit. Refused while the server is not running. Not implemented (501) where the
             *     host lacks the cgroup controller.
             */
            "get-memory-soft-limit"?: components["schemas"]["NoArgument"];
            /**
             * Set the memory soft limit of a server, or remove it
             * @description Sets the memory soft limit, in MiB, of 1 or more; -1 removes it. It covers the server's whole QEMU process, a little more than
             *     the guest's own memory. On a host with cgroup v1 it acts only while the host is short of memory. On a host with cgroup v2 it
             *     is `memory.high`, which slows the server down at once whenever it is above the limit; a `Warning` says so. Answers
             *     `{"success": 1}`. Refused while the server is not running. Not implemented (501) where the
             *     host lacks the cgroup controller.
             */
            "set-memory-soft-limit"?: {
                /** @description MiB; -1 for no limit. */
                memory_limit: number;
                for?: components["schemas"]["Lease"];
            };
            /**
             * Show the memory that a server has now
             * @description Answers the memory that the guest has now, in KiB. While a change is under way this is what the guest has reached, not what
             *     was asked. Refused while the server is not running.
             */
            "get-current-memory"?: components["schemas"]["NoArgument"];
            /**
             * Change the memory that a server has, by its balloon
             * @description Changes the memory that the guest has, in MiB, through its balloon driver, and waits until the guest has complied. Answers
             *     `{"success": 1}` then. If the guest does not comply in time (5 seconds unless configured otherwise), the size from before is
             *     put back, so that nothing lands later, and the answer is `{"success": 0}`. Refused above the server's maximum, its flavor's
             *     memory, and below 64 MiB unless configured otherwise (400, naming the limit); below what the guest has in use plus a tenth
             *     (409, naming the figure); and while the server is not running. Not implemented (501) for a server without a balloon device.
             *     Where the guest must first be asked how much it uses, up to 3 seconds more.
             */
            "set-current-memory"?: {
                /** @description MiB. */
                memory: number;
                for?: components["schemas"]["Lease"];
            };
            /**
             * Show the CPU shares of a server
             * @description Answers the CPU shares of the server. A new server has 1024 on a host with cgroup v1 and 100 on a host with cgroup v2.
             *     Refused while the server is not running. Not implemented (501) where the
             *     host lacks the cgroup controller.
             */
            "get-cpu-priority"?: components["schemas"]["NoArgument"];
            /**
             * Set the CPU shares of a server
             * @description Sets the CPU shares of the server: while CPU is scarce, a server with twice the shares of another one *on the same host* gets
             *     twice the CPU time. Answers the shares that the host applies now. The range is 2 to 262144 on a host with cgroup v1, and up
             *     to 10000 on a host with cgroup v2; outside of it the request is refused (400, naming the range), as it is while the server is
             *     not running. Not implemented (501) where the host lacks the cgroup controller.
             */
            "set-cpu-priority"?: {
                /** @description CPU shares. */
                share: number;
                for?: components["schemas"]["Lease"];
            };
            /**
             * Show the disk weight of a server
             * @description Answers the disk weight of the server. A host's default may lie outside of the range that can be set. Refused while the
             *     server is not running. Not implemented (501) where the
             *     host lacks the cgroup controller.
             */
            "get-io-priority"?: components["schemas"]["NoArgument"];
            /**
             * Set the disk weight of a server
             * @description Sets the disk weight of the server, 100 to 1000: while a disk of the host is busy, a server with twice the weight of another
             *     one *on the same host* gets twice the throughput. Answers the weight that the host applies now. It has an effect only where
             *     the disk's I/O scheduler honours weights (BFQ); where it does not, a `Warning` says so. Refused while the server is not
             *     running. Not implemented (501) where the
             *     host lacks the cgroup controller.
             */
            "set-io-priority"?: {
                /** @description Disk weight. */
                weight: number;
                for?: components["schemas"]["Lease"];
            };
            /**
             * Show the network priority of a server
             * @description Answers the network priority of the server, 0 to 98, or -1 when it has none. Refused while the server is not running.
             */
            "get-net-priority"?: components["schemas"]["NoArgument"];
            /**
             * Set the network priority of a server
             * @description Sets the network priority of the server, 0 (highest) to 98 (lowest). The servers of a host that have a priority share
             *     `htb_rate` (80 Mbit/s unless configured otherwise) for what they send: each is guaranteed a part by its weight, 99 - `prio`,
             *     and may borrow what the others leave unused. So priorities 0, 33 and 61 get 39, 26 and 15 of 80 Mbit/s. Other servers keep
             *     their priorities; their parts shrink or grow. No packet is lost and the total is never exceeded while it changes;
             *     only the first priority on a host and the last reset exchange the queue of its uplink, at which the kernel may drop the few
             *     packets in it. Answers `{"success": true}`. Refused where the host's uplink is already shaped by something else (409), where the server has no
             *     network interface that can be shaped (501), and while the server is not running.
             */
            "set-net-priority"?: {
                /** @description 0 is the highest priority. */
                prio: number;
                for?: components["schemas"]["Lease"];
            };
            /**
             * Take the network priority of a server away
             * @description Takes the network priority of the server away: it shares what the servers with a priority leave of the uplink again. Answers
             *     `{"success": true}`, also when it had none. Refused while the server is not running.
             */
            "reset-net-priority"?: components["schemas"]["NoArgument"];
            /**
             * Tell whether the memory of a server can be changed
             * @description Answers whether the server's memory can be changed: `true` only when the balloon driver in the guest answers, not when the
             *     device merely exists. May take up to 3 seconds where the driver has to be asked first. Refused while the server is not
             *     running.
             */
            "balloon-driver-enabled"?: components["schemas"]["NoArgument"];
            /**
             * Show what is asked of a server, and what it has
             * @description Answers for each resource what was asked, what the host has, and by whom and since when it was asked. What was asked holds
             *     until something else is asked: when the server comes up again it is asked of its host again. `state` is `applied`;
             *     `deferred` while it waits for the guest's driver or the host, and `infeasible` where this host can never give it, both with
             *     the `reason`; `default` where nothing is asked. A server that is not running has nothing, so `actual` is null then.
             */
            "get-allocation"?: components["schemas"]["NoArgument"];
            /**
             * Take back what is asked of a server
             * @description Takes back what was asked of one resource, or of all, and gives the server what it had before; answers as
             *     `get-allocation`. Resources of which nothing is asked are left alone.
             */
            "clear-allocation"?: {
                /**
                 * @description The resource; all unless given.
                 * @enum {string}
                 */
                resource?: "memory" | "soft_limit" | "cpu" | "disk" | "network";
            };
        };
        /**
         * @description For how long, such as 90s, 30m, 12h or 7d, up to 366d; what was asked before holds again after it.
         * @example 90s
         * @example 30m
         * @example 12h
         * @example 7d
         */
        Lease: string;
        /** @description `null`, `{}` or `""`. */
        NoArgument: Record<string, never> | null | string;
        /** @description What each action answers, by its name. */
        ServerActionResults: {
            "get-memory-soft-limit": components["schemas"]["SoftLimit"];
            "set-memory-soft-limit": components["schemas"]["SuccessNumber"];
            "get-current-memory": components["schemas"]["CurrentMemory"];
            "set-current-memory": components["schemas"]["SuccessNumber"];
            "get-cpu-priority": components["schemas"]["CpuShare"];
            "set-cpu-priority": components["schemas"]["CpuShare"];
            "get-io-priority": components["schemas"]["IoWeight"];
            "set-io-priority": components["schemas"]["IoWeight"];
            "get-net-priority": components["schemas"]["NetPriority"];
            "set-net-priority": components["schemas"]["SuccessBoolean"];
            "reset-net-priority": components["schemas"]["SuccessBoolean"];
            "balloon-driver-enabled": components["schemas"]["BallooningEnabled"];
            "get-allocation": components["schemas"]["AllocationAnswer"];
            "clear-allocation": components["schemas"]["AllocationAnswer"];
        };
        ServerActionAnswer: components["schemas"]["SoftLimit"] | components["schemas"]["CurrentMemory"] | components["schemas"]["CpuShare"] | components["schemas"]["IoWeight"] | components["schemas"]["NetPriority"] | components["schemas"]["SuccessNumber"] | components["schemas"]["SuccessBoolean"] | components["schemas"]["BallooningEnabled"] | components["schemas"]["AllocationAnswer"];
        AllocationAnswer: {
            allocation: components["schemas"]["Allocation"];
        };
        /** @description What is asked of each resource, in the unit of its getter: KiB of `memory` and of `soft_limit` (9007199254740991 for no limit), CPU shares, disk weight, network priority (-1 for none). */
        Allocation: {
            memory: components["schemas"]["AllocatedResource"];
            soft_limit: components["schemas"]["AllocatedResource"];
            cpu: components["schemas"]["AllocatedResource"];
            disk: components["schemas"]["AllocatedResource"];
            network: components["schemas"]["AllocatedResource"];
        };
        AllocatedResource: {
            /** @description Null where nothing is asked. */
            asked: number | null;
            /** @description What the host has now; null where it cannot tell, and while the server is not running. */
            actual: number | null;
            /** @description `KiB` of `memory` and `soft_limit`. */
            unit: string | null;
            /** @enum {string} */
            state: "default" | "applied" | "deferred" | "infeasible";
            /** @description Why it is not applied. */
            reason: string | null;
            /** @description Who asked. */
            user_id: string | null;
            /** @description The project of whoever asked. */
            project_id: string | null;
            /** @description With which request. */
            request_id: string | null;
            /** @description When, such as `2026-11-20T12:12:57Z`. */
            since: string | null;
            /** @description The end of its lease; null for good. */
            until: string | null;
        };
        AllocationHistory: {
            changes: components["schemas"]["AllocationChange"][];
        };
        AllocationChange: {
            id: number;
            /** @enum {string} */
            resource: "memory" | "soft_limit" | "cpu" | "disk" | "network";
            /**
             * @description `set` and `clear` by somebody; by the service itself `lease-end`, `restart` (the server had come up without it), `drift` (somebody had changed it on the host) and `ratio` (it had come up, and nothing is asked of its memory: it is brought to the part of its flavor's that this cloud gives at first).
             * @enum {string}
             */
            cause: "set" | "clear" | "lease-end" | "restart" | "drift" | "ratio";
            asked: number;
            /** @description What the host had. */
            before: number;
            /** @description What the host had at the end; null where that is not known. */
            after: number | null;
            /** @description `KiB` of `memory` and `soft_limit`. */
            unit: string | null;
            /**
             * @description Null while it is under way; `interrupted` where the service was ended in the middle.
             * @enum {string|null}
             */
            outcome: "success" | "failure" | "interrupted" | null;
            reason: string | null;
            /** @description Null for the service itself. */
            user_id: string | null;
            project_id: string | null;
            request_id: string | null;
            at: string;
            /** @description The end of the lease that was asked for. */
            until: string | null;
        };
        SoftLimit: {
            /** @description KiB; 9007199254740991 for no limit. */
            soft_limit: number;
        };
        CurrentMemory: {
            /** @description KiB. */
            actual: number;
        };
        CpuShare: {
            share: number;
        };
        IoWeight: {
            weight: number;
        };
        NetPriority: {
            prio: number;
        };
        SuccessNumber: {
            /** @enum {integer} */
            success: 0 | 1;
        };
        SuccessBoolean: {
            /** @constant */
            success: true;
        };
        BallooningEnabled: {
            ballooning_enabled: boolean;
        };
        /** @description One key, the fault's name. */
        Fault: {
            [key: string]: {
                code: number;
                message: string;
            };
        };
        KeystoneError: {
            error: {
                /** @constant */
                code: 401;
                title: string;
                message: string;
            };
        };
        Link: {
            rel: string;
            href: string;
            type?: string;
        };
        ServerSummary: {
            id: string;
            name: string;
            links: components["schemas"]["Link"][];
        };
        ServerList: {
            servers: components["schemas"]["ServerSummary"][];
            servers_links?: components["schemas"]["Link"][];
        };
        ServerDetailList: {
            servers: components["schemas"]["Server"][];
            servers_links?: components["schemas"]["Link"][];
        };
        /** @description The part of Nova's server that a compute host knows. */
        Server: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "ACTIVE" | "PAUSED" | "SUSPENDED" | "SHUTOFF" | "ERROR" | "UNKNOWN";
            tenant_id: string;
            user_id: string;
            /** @description SHA-224 of project and host, as in Nova; equal for two servers of one project that share a host. */
            hostId: string;
            flavor: {
                /** @description The flavor's id where the host knows it, else its name. */
                id: string;
                links: components["schemas"]["Link"][];
            };
            created: string;
            /** @description By network; the host does not know the networks' names, so there is one, `private`. */
            addresses: {
                [key: string]: {
                    /** @enum {integer} */
                    version: 4 | 6;
                    addr: string;
                    "OS-EXT-IPS:type": string;
                    "OS-EXT-IPS-MAC:mac_addr": string;
                }[];
            };
            links: components["schemas"]["Link"][];
            "OS-EXT-STS:task_state"?: string | null;
            "OS-EXT-STS:vm_state"?: string;
            "OS-EXT-STS:power_state"?: number;
            /** @description For admins. */
            "OS-EXT-SRV-ATTR:host"?: string;
            /** @description For admins. */
            "OS-EXT-SRV-ATTR:instance_name"?: string;
            /** @description For admins. */
            "OS-EXT-SRV-ATTR:hypervisor_hostname"?: string;
        };
        Extension: {
            alias: string;
            description: string;
            links: components["schemas"]["Link"][];
            name: string;
            namespace: string;
            updated: string;
        };
        VersionSummary: {
            id: string;
            status: string;
            version: string;
            min_version: string;
            updated: string;
            links: components["schemas"]["Link"][];
        };
        Version: {
            id: string;
            status: string;
            version: string;
            min_version: string;
            updated: string;
            links: components["schemas"]["Link"][];
            "media-types": {
                base: string;
                type: string;
            }[];
        };
    };
    responses: {
        /** @description The request itself is wrong; the message names what was wrong and what would be right. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description No token, or not a valid one. Keystone's body, as keystonemiddleware answers it. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KeystoneError"];
            };
        };
        /** @description The token's roles do not allow this, or not that far. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description There is no such server, or it belongs to another project. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "itemNotFound": {
                 *         "code": 404,
                 *         "message": "Instance a0000000-0000-4000-8000-000000000009 could not be found."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The microversion that was asked for is not served. Only 2.1 is; in front of nova-api, every one that Nova accepts. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The body did not arrive in time. */
        RequestTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The server or its host is in a state that does not allow this; the message says which. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description What is asked of the server is not what it was when the caller looked; see `If-Match`. Nothing has been done. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The body is larger than 114688 bytes. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The body is not declared as JSON. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description A bug of ours. The log has the details under the request id. */
        ComputeFault: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The server's host or the server itself lacks what this takes, such as a cgroup controller or a network interface. */
        NotImplemented: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
        /** @description The server's host does not answer, or not in time; whether a setting took effect is then unknown, so read it back. Or Keystone does not answer, so that the token cannot be checked; then nothing has been done. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Fault"];
            };
        };
    };
    parameters: {
        /**
         * @description The server's UUID.
         * @example a0000000-0000-4000-8000-000000000001
         */
        ServerId: string;
        /** @description Only servers whose name matches this regular expression somewhere, case ignored, as in Nova; `^VM1$` for exactly VM1. It may have literals, `.`, sets such as `[0-9a-f]`, `\d`, `\w`, `\s`, groups, `|`, `*`, `+`, `?`, `{2,4}`, `^` and `$`, in up to 255 characters; back references and look-around are refused. */
        Name: string;
        /** @description At most this many servers, never more than 1000; 0 stands for 1000. */
        Limit: number;
        /** @description Only servers after this one, the id of the last server of the page before. */
        Marker: string;
        /** @description The `ETag` of the answer that the change is made on the strength of. Where what is asked of the server has changed since, nothing is done and the answer is 412. Without it the last one wins. */
        IfMatch: string;
        /** @description At most this many changes, never more than 1000; 0 stands for 1000. */
        HistoryLimit: number;
        /** @description Only changes before this one, the id of the last change of the page before. */
        HistoryMarker: number;
        /** @description The servers of all projects; for admins. */
        AllTenants: string;
    };
    requestBodies: never;
    headers: {
        /** @description The id under which the service's log tells this request's story; `X-Compute-Request-Id` carries it too. */
        RequestId: string;
        /** @description The version of what is asked of the server; it changes with each change of that. */
        ETag: string;
        /** @description What else must be said, one `299 novatune "…"` each. */
        Warning: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    runServerAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the answer that the change is made on the strength of. Where what is asked of the server has changed since, nothing is done and the answer is 412. Without it the last one wins. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description The server's UUID.
                 * @example a0000000-0000-4000-8000-000000000001
                 */
                server_id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerAction"];
            };
        };
        responses: {
            /** @description Done; the body is what the host reports now. Its shape depends on the action. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    Warning: components["headers"]["Warning"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerActionAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["ComputeFault"];
            501: components["responses"]["NotImplemented"];
            503: components["responses"]["Unavailable"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                /** @description Only servers whose name matches this regular expression somewhere, case ignored, as in Nova; `^VM1$` for exactly VM1. It may have literals, `.`, sets such as `[0-9a-f]`, `\d`, `\w`, `\s`, groups, `|`, `*`, `+`, `?`, `{2,4}`, `^` and `$`, in up to 255 characters; back references and look-around are refused. */
                name?: components["parameters"]["Name"];
                /** @description At most this many servers, never more than 1000; 0 stands for 1000. */
                limit?: components["parameters"]["Limit"];
                /** @description Only servers after this one, the id of the last server of the page before. */
                marker?: components["parameters"]["Marker"];
                /** @description The servers of all projects; for admins. */
                all_tenants?: components["parameters"]["AllTenants"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project's servers, newest first; those of all projects for an admin with `all_tenants`. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["ComputeFault"];
            503: components["responses"]["Unavailable"];
        };
    };
    listServersDetail: {
        parameters: {
            query?: {
                /** @description Only servers whose name matches this regular expression somewhere, case ignored, as in Nova; `^VM1$` for exactly VM1. It may have literals, `.`, sets such as `[0-9a-f]`, `\d`, `\w`, `\s`, groups, `|`, `*`, `+`, `?`, `{2,4}`, `^` and `$`, in up to 255 characters; back references and look-around are refused. */
                name?: components["parameters"]["Name"];
                /** @description At most this many servers, never more than 1000; 0 stands for 1000. */
                limit?: components["parameters"]["Limit"];
                /** @description Only servers after this one, the id of the last server of the page before. */
                marker?: components["parameters"]["Marker"];
                /** @description The servers of all projects; for admins. */
                all_tenants?: components["parameters"]["AllTenants"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As `/servers`, each server in full. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDetailList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["ComputeFault"];
            503: components["responses"]["Unavailable"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The server's UUID.
                 * @example a0000000-0000-4000-8000-000000000001
                 */
                server_id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["Server"];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["ComputeFault"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAllocationHistory: {
        parameters: {
            query?: {
                /** @description At most this many changes, never more than 1000; 0 stands for 1000. */
                limit?: components["parameters"]["HistoryLimit"];
                /** @description Only changes before this one, the id of the last change of the page before. */
                marker?: components["parameters"]["HistoryMarker"];
            };
            header?: never;
            path: {
                /**
                 * @description The server's UUID.
                 * @example a0000000-0000-4000-8000-000000000001
                 */
                server_id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes, newest first; also of a server that is gone, by its id. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllocationHistory"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["ComputeFault"];
            503: components["responses"]["Unavailable"];
        };
    };
    listExtensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One extension, this one. Name, namespace and date are our own; the thesis does not tell its. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extensions: components["schemas"]["Extension"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            503: components["responses"]["Unavailable"];
        };
    };
    getExtension: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example os-libvirt-resources */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The extension. */
            200: {
                headers: {
                    "X-Openstack-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extension: components["schemas"]["Extension"];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            503: components["responses"]["Unavailable"];
        };
    };
    listVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions that are served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        versions: components["schemas"]["VersionSummary"][];
                    };
                };
            };
        };
    };
    getVersion21: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version; `version` and `min_version` are the only microversion served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: components["schemas"]["Version"];
                    };
                };
            };
        };
    };
    getVersion2: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version; `version` and `min_version` are the only microversion served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: components["schemas"]["Version"];
                    };
                };
            };
        };
    };
    healthcheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": "OK";
                    "application/json": {
                        detailed?: boolean;
                        reasons?: string[];
                    };
                };
            };
            /** @description Stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    openapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    openapiYaml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
        };
    };
}
