import type { FastifyRequest } from 'fastify';

/** For routes whose body has defaults for everything: no body is an empty one. */
export async function optionalBody(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}
