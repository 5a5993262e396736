import {
  admitHostRequestSchema,
  doneSchema,
  hostHoldingsSchema,
  hostRemovalsSchema,
  removeHostRequestSchema,
  renameHostRequestSchema,
  revokeHostRequestSchema,
  waitingMachinesSchema,
} from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { Archive } from '../archive/archive.ts';
import { actorOf } from '../control/actor.ts';
import type { HostDesk } from '../control/host-desk.ts';
import type { App } from '../server/app.ts';
import { optionalBody } from './optional-body.ts';
import { byPrincipal } from './rate-limits.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

interface HostAdminOptions {
  archive: Archive;
  hosts: HostDesk;
  perMinute: number;
}

/** What administrators see of machines and do with them, below `/api/hosts`. */
export function addHostAdminRoutes(app: App, options: HostAdminOptions): void {
  addHostAdminReads(app, options.archive);
  addHostDecisions(app, options);
  const { hosts, perMinute } = options;
  app.route({
    method: 'DELETE',
    url: '/api/hosts/:id',
    schema: {
      summary: 'Removes a machine, and its history where that is asked for',
      params: paramsSchema,
      body: removeHostRequestSchema,
      response: { 202: doneSchema },
    },
    config: { access: 'admin', rateLimit: byPrincipal(perMinute) },
    handler: async ({ params, body, principal }, reply) => {
      reply.status(202);
      return { message: await hosts.remove(params.id, body, actorOf(principal, body)) };
    },
  });
}

function addHostAdminReads(app: App, archive: Archive): void {
  app.route({
    method: 'GET',
    url: '/api/hosts/waiting',
    schema: {
      summary: 'Machines that show the key of another one, and wait or were refused',
      response: { 200: waitingMachinesSchema },
    },
    config: { access: 'admin' },
    handler: () => archive.waitingMachines(),
  });
  app.route({
    method: 'GET',
    url: '/api/hosts/removals',
    schema: { summary: 'Removals that go on', response: { 200: hostRemovalsSchema } },
    config: { access: 'admin' },
    handler: () => archive.hostRemovals(),
  });
  app.route({
    method: 'GET',
    url: '/api/hosts/:id/holdings',
    schema: {
      summary: 'What a machine brought: what goes with it, or stays',
      params: paramsSchema,
      response: { 200: hostHoldingsSchema },
    },
    config: { access: 'admin' },
    handler: ({ params }) => archive.hostHoldings(params.id),
  });
}

function addHostDecisions(app: App, { hosts, perMinute }: HostAdminOptions): void {
  const config = { access: 'admin' as const, rateLimit: byPrincipal(perMinute) };
  app.route({
    method: 'POST',
    url: '/api/hosts/:id/revoke',
    schema: {
      summary: "Closes a machine's link and refuses its key from now on",
      params: paramsSchema,
      body: revokeHostRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    preValidation: optionalBody,
    handler: async ({ params, body, principal }) => ({
      message: await hosts.revoke(params.id, actorOf(principal, body)),
    }),
  });
  app.route({
    method: 'POST',
    url: '/api/hosts/:id/admit',
    schema: {
      summary: 'Lets in a machine that was revoked, or one that waits',
      params: paramsSchema,
      body: admitHostRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    preValidation: optionalBody,
    handler: async ({ params, body, principal }) => ({
      message: await hosts.admit(params.id, body, actorOf(principal, body)),
    }),
  });
  app.route({
    method: 'POST',
    url: '/api/hosts/:id/refuse',
    schema: {
      summary: 'Refuses a machine that waits',
      params: paramsSchema,
      body: revokeHostRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    preValidation: optionalBody,
    handler: async ({ params, body, principal }) => ({
      message: await hosts.refuse(params.id, actorOf(principal, body)),
    }),
  });
  app.route({
    method: 'POST',
    url: '/api/hosts/:id/rename',
    schema: {
      summary: 'Shows a machine with another name',
      params: paramsSchema,
      body: renameHostRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    handler: async ({ params, body, principal }) => ({
      message: await hosts.rename(params.id, body.name, actorOf(principal, body)),
    }),
  });
}
