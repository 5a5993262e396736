import { DEFAULT_GRANTS } from '@orrery/protocol';
import { isLoopbackAddress } from '../agent/hub-address.ts';

/** How the agent is started where there is no checkout. */
export const CARRIED_AGENT = 'node orrery-agent.mjs';

/** The line to run on another machine. Null: no hub runs, so nobody knows its address. */
export function joinLine({ token, hubUrl }: { token: string; hubUrl: string | null }): string {
  const hub = hubUrl === null ? 'URL' : addressForAgents(hubUrl);
  const isOpen = hubUrl?.startsWith('http:') && !isLoopbackAddress(hubUrl);
  const insist = isOpen ? ' --insecure-hub' : '';
  return `ORRERY_JOIN_TOKEN=${token} ${CARRIED_AGENT} --hub ${hub}${insist} --allow ${DEFAULT_GRANTS.join(',')}`;
}

/** What is printed with a new token: what to run, what it needs, and what stands in the way. */
export function joinWords(join: { token: string; hubUrl: string | null }): string[] {
  return [
    join.token,
    `On the other machine: ${joinLine(join)}`,
    'It needs Node 20 or newer and one file: "npm run build" here makes dist/orrery-agent.mjs, copy that there.',
    ...reachWords(join.hubUrl),
    `"--allow" names what this hub may do there; its owner can change that at any time: ${CARRIED_AGENT} forbid WHAT, or allow WHAT`,
  ];
}

function reachWords(hubUrl: string | null): string[] {
  if (hubUrl === null) return ['No hub runs here now, so put its address in place of URL.'];
  if (!isLoopbackAddress(hubUrl)) return [];
  const port = portOf(hubUrl);
  return [
    'Other machines cannot reach this hub yet: it answers on this machine only. Open an SSH tunnel there first and leave it open' +
      ` (user@hub is your account here): ssh -N -L ${port}:127.0.0.1:${port} user@hub`,
    'Or serve the hub under a name, with TLS: docs/OPERATING.md, "Behind a reverse proxy".',
  ];
}

/** A tunnel ends at 127.0.0.1, whatever this machine calls itself. */
function addressForAgents(hubUrl: string): string {
  if (!isLoopbackAddress(hubUrl)) return hubUrl;
  return `${new URL(hubUrl).protocol}//127.0.0.1:${portOf(hubUrl)}`;
}

function portOf(address: string): string {
  const { port, protocol } = new URL(address);
  return port !== '' ? port : protocol === 'https:' ? '443' : '80';
}
