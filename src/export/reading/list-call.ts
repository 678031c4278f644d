import type { Endpoint } from '../../sobot/endpoint.ts';

/** Calls an endpoint, with retries and at the common pace; answers what it answered. */
export type ListCall = (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => Promise<unknown>;
