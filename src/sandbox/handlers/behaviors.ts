import { knownCustomer } from '../checks/known.ts';
import { queryText, requiredQueryText } from '../checks/query.ts';
import { deriveId } from '../derive-id.ts';
import { queryPage, slicePage } from '../paging.ts';
import type { Behavior } from '../store/behavior-store.ts';
import type { Customer } from '../store/customer.ts';
import type { Handler } from '../world.ts';

/** The `biz_type` that a query may ask for, by the type of a behavior. */
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

/** A page of what happened to a customer, the newest first. Source: "Query All Customer Behaviors". */
export const handleListBehaviors: Handler = ({ query }, world) => {
  const customer = knownCustomer('userid', requiredQueryText(query, 'userid'), world);
  const wanted = queryText(query, 'biz_type');
  const rows = world.store.behaviors
    .of(customer)
    .map((behavior, place) => ({ behavior, place }))
    .filter(({ behavior: { type } }) => wanted === undefined || wanted === BIZ_TYPES[type] || wanted === type)
    .reverse();
  return slicePage(
    rows,
    queryPage(query, 100, world),
    ({ behavior, place }) => behaviorRow(behavior, place, customer),
    world,
  );
};

/** Stage changes tell `biz_time` in seconds, all else in milliseconds, as in the example. */
function behaviorRow({ type, timeMs, changes, content }: Behavior, place: number, { id: userid }: Customer): unknown {
  const seconds = Math.floor(timeMs / 1000);
  return {
    id: deriveId(userid, 'behavior', place),
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
