import { endpoints } from '../api/endpoints/index.ts';
import { pages } from '../api/index.ts';
import type { Dispatcher } from '../resilience/index.ts';

interface Agent {
  readonly id: string;
  readonly name: string;
}

/** The agent of a customer as members of a row of the list of customers; `null` if no agent is in charge. */
export interface AgentMembers {
  readonly liable_serviceid: string | null;
  readonly liable_service_name: string | null;
}

/**
 * Who is in charge of each customer, read from the list of customers of each agent: the rows of the list need not name the agent, its
 * filter knows it. Reads the lists once, when the first customer is looked up.
 */
export class AgentsInCharge {
  readonly #options: { readonly dispatcher: Dispatcher; readonly agents: readonly Agent[] };
  #found: Promise<ReadonlyMap<string, AgentMembers | undefined>> | undefined;

  constructor(options: { readonly dispatcher: Dispatcher; readonly agents: readonly Agent[] }) {
    this.#options = options;
  }

  /** Undefined if it is not known, as several agents list the customer. Errors: those of `Dispatcher.send`. */
  async of(id: string): Promise<AgentMembers | undefined> {
    this.#found ??= this.#read();
    const found = await this.#found;
    return found.has(id) ? found.get(id) : NO_AGENT;
  }

  async #read(): Promise<ReadonlyMap<string, AgentMembers | undefined>> {
    const { dispatcher, agents } = this.#options;
    const found = new Map<string, AgentMembers | undefined>();
    const call: Parameters<typeof pages>[0] = async (endpoint, input) =>
      (await dispatcher.send(endpoint, input as never)).answer;
    await Promise.all(
      agents.map(async ({ id: liable_serviceid, name: liable_service_name }) => {
        const members = { liable_serviceid, liable_service_name };
        for await (const { items } of pages(call, endpoints.listCustomers, { liable_serviceid }, PAGING)) {
          for (const { id } of items as readonly { readonly id: string }[]) {
            const earlier = found.get(id);
            const isOther = found.has(id) && earlier?.liable_serviceid !== liable_serviceid;
            found.set(id, isOther ? undefined : members);
          }
        }
      }),
    );
    return found;
  }
}

const NO_AGENT: AgentMembers = { liable_serviceid: null, liable_service_name: null };

const PAGING = { pageSize: 100 };
