import { isLonger, type Params, textParam } from '../checks/body.ts';
import { refuse } from '../refusal.ts';
import type { TagStore } from '../store/tag-store.ts';

/** The name of a tag group, checked. `ownId` is the group that may have it already. */
export function checkedGroupName(params: Params, tags: TagStore, ownId: string | undefined): string {
  const name = textParam(params, 'name')?.trim() ?? '';
  if (name === '') refuse('groupNameBlank');
  if (isLonger(name, 30)) refuse('nameTooLong');
  const taken = tags.groupNamed(name);
  return taken !== undefined && taken.id !== ownId ? refuse('groupNameTaken') : name;
}

/** The name of a tag, checked but for being taken. */
export function checkedTagName(params: Params): string {
  const name = textParam(params, 'name')?.trim() ?? '';
  if (name === '') refuse('tagNameBlank');
  return isLonger(name, 30) ? refuse('nameTooLong') : name;
}

/** The param name of a tag, checked but for being taken; `null` where there is none. */
export function checkedTagParamName(params: Params): string | null {
  const name = textParam(params, 'param_name')?.trim() ?? '';
  if (isLonger(name, 30)) refuse('paramNameTooLong');
  return name === '' ? null : name;
}

/** Refuses names that another tag of the group has. `ownId` is the tag that may have them already. */
export function checkTagIsFree(
  groupId: string,
  name: string,
  paramName: string | null,
  tags: TagStore,
  ownId: string | undefined,
): void {
  const named = tags.tagNamed(groupId, name);
  if (named !== undefined && named.id !== ownId) refuse('tagNameTaken');
  const withParam = paramName === null ? undefined : tags.tagWithParam(groupId, paramName);
  if (withParam !== undefined && withParam.id !== ownId) refuse('tagParamTaken');
}
