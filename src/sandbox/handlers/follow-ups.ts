import { allowed, objectBody, requiredInteger, requiredText, textParam } from '../checks/body.ts';
import { knownCustomer } from '../checks/known.ts';
import { listPayload } from '../paging.ts';
import { refuse } from '../refusal.ts';
import { type Handler, nowSeconds } from '../world.ts';

const STAGE_TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'Follow-up process',
  21: 'order',
  22: 'Failed order',
  23: 'invalid',
};

/** Writes down what was done for a customer, again at each call. Source: "Add Follow-up Record". */
export const handleSaveFollowUp: Handler = (call, world) => {
  const body = objectBody(call);
  const customer = knownCustomer('userid', requiredText(body, 'userid'), world);
  const content = { content: requiredText(body, 'content') };
  world.store.behaviors.record(customer, { type: 'user_follow_record', timeMs: world.settings.now(), content });
  return {};
};

/** The stages. Source: "Query Follow-up Stage". */
export const handleListStages: Handler = (_call, world) => {
  const stages = [...world.tenant.stages.values()];
  return listPayload(
    stages.map(({ id, name }, sortnum) => ({ id, name, sortnum })),
    world,
  );
};

/** Puts a customer on a stage. Source: "Set Customer Stage". */
export const handleSetStage: Handler = (call, world) => {
  const { tenant, store, settings } = world;
  const body = objectBody(call);
  const customer = knownCustomer('userid', requiredText(body, 'userid'), world);
  const id = requiredText(body, 'stageid');
  if (!tenant.stages.has(id)) refuse('unknownStage', 'stageid', id);
  const name = requiredText(body, 'stage_name');
  const type = allowed('stage_type', requiredInteger(body, 'stage_type'), [1, 21, 22, 23]);
  const content = {
    stageType: String(type),
    stageTypeName: STAGE_TYPE_NAMES[type],
    stageId: id,
    stageName: name,
    oldStageName: customer.stage?.name ?? null,
    remark: textParam(body, 'remark') ?? '',
  };
  store.customers.edit(customer, () => {
    customer.stage = { id, name, type };
    customer.updateTime = nowSeconds(world);
  });
  store.behaviors.record(customer, { type: 'user_stage_update', timeMs: settings.now(), content });
  return {};
};
