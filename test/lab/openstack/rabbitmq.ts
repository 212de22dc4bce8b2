import { connect } from 'node:net';
import type { Daemon } from './daemons.ts';
import { cloudPassword, cloudPath, managementAddress, ports } from './layout.ts';
import { configPath } from './service.ts';

/**
 * Erlang's own port, and that of the daemon which knows it: not the usual ones, which a broker of this machine may have, and none that the
 * kernel gives to connections (from 32768).
 */
const erlangPorts = { node: 25_692, mapper: 14_369 };

/** RabbitMQ's own form of configuration. It makes this user when it starts for the first time. */
export const brokerFile = `listeners.tcp.1 = ${managementAddress}:${ports.rabbitmq}
default_user = openstack
default_pass = ${cloudPassword}
log.console = true
log.file = false
`;

export const brokerFileName = 'rabbitmq.conf';

export const rabbitmq: Daemon = {
  name: 'rabbitmq',
  argv: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
  env: {
    RABBITMQ_NODENAME: 'novatune-lab@localhost',
    RABBITMQ_CONFIG_FILE: configPath(brokerFileName),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_MNESIA_BASE: cloudPath('state/rabbitmq'),
    RABBITMQ_LOG_BASE: cloudPath('log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_ENABLED_PLUGINS_FILE: '/dev/null',
    RABBITMQ_DIST_PORT: String(erlangPorts.node),
    ERL_EPMD_PORT: String(erlangPorts.mapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: cloudPath('log/erl_crash.dump'),
    // It would spin while it waits, on cores that others need.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none',
  },
  isReady: () => acceptsConnections({ host: managementAddress, port: ports.rabbitmq }),
};

/** Whether something listens there. */
export function acceptsConnections(address: { path: string } | { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.setTimeout(5000, () => socket.destroy());
    socket.once('connect', () => resolve(true));
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
