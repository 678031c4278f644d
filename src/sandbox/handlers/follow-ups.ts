import { listPayload, queryPage, slicePage } from '../answers.ts';
import {
  allowed,
  knownCustomer,
  objectBody,
  queryText,
  requiredInteger,
  requiredQueryText,
  requiredText,
  textParam,
} from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import { deriveId } from '../seeded-values.ts';
import { type Customer, touch } from '../store/customer.ts';
import type { Behavior } from '../store/history.ts';
import { type Handler, nowSeconds } from '../world.ts';

const STAGE_TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'Follow-up process',
  21: 'order',
  22: 'Failed order',
  23: 'invalid',
};

/** Adds a follow-up record to a customer at every call. Source: "Add Follow-up Record". */
export const handleSaveFollowUp: Handler = (call, world) => {
  const body = objectBody(call);
  const customer = knownCustomer('userid', requiredText(body, 'userid'), world);
  const content = { content: requiredText(body, 'content') };
  world.store.customers.edit(customer, () => touch(customer, nowSeconds(world)));
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

/** Sets the stage of a customer. Source: "Set Customer Stage". */
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
    touch(customer, nowSeconds(world));
  });
  store.behaviors.record(customer, { type: 'user_stage_update', timeMs: settings.now(), content });
  return {};
};

/** The `biz_type` in a query, by the type of a behavior. */
const BIZ_TYPES: Readonly<Record<Behavior['type'], string>> = {
  user_create: 'groupUser',
  user_update: 'groupUser',
  user_assign: 'groupUser',
  user_recycle: 'groupUser',
  user_stage_update: 'groupService',
  user_follow_record: 'groupService',
  user_label_update: 'groupOther',
  user_black_add: 'groupOther',
  user_black_remove: 'groupOther',
};

/** A page of the behaviors of a customer, the latest first. Source: "Query All Customer Behaviors". */
export const handleListBehaviors: Handler = ({ query }, world) => {
  const customer = knownCustomer('userid', requiredQueryText(query, 'userid'), world);
  const bizType = queryText(query, 'biz_type');
  const rows = world.store.behaviors
    .of(customer)
    .map((behavior, index) => ({ behavior, index }))
    .filter(({ behavior: { type } }) => bizType === undefined || bizType === BIZ_TYPES[type] || bizType === type)
    .reverse();
  return slicePage(
    rows,
    queryPage(query, 100, world),
    ({ behavior, index }) => behaviorRow(behavior, index, customer),
    world,
  );
};

/** `biz_time` of stage changes is in seconds, all others in milliseconds, as in the example. */
function behaviorRow({ type, timeMs, changes, content }: Behavior, index: number, { id: userid }: Customer): unknown {
  const seconds = Math.floor(timeMs / 1000);
  return {
    id: deriveId(userid, 'behavior', index),
    userid,
    biz_type: type,
    biz_time: type === 'user_stage_update' ? seconds : timeMs,
    biz_content: {
      bizOperatorType: 1,
      bizOperatorTypeName: type === 'user_create' ? 'Create manually' : null,
      bizOperatorId: null,
      bizOperatorName: null,
      ...content,
      ...(changes && {
        datas: changes.map(({ field, value, oldValue }) => ({ type: 1, field, name: field, value, oldValue })),
      }),
    },
    create_time: seconds,
  };
}
