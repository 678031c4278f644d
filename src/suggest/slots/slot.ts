import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import type { FieldParts, TargetField } from '../../targets/target.ts';
import type { Name } from '../names/words.ts';

/** A name that a slot goes by, and how much a column of that very name says for it. */
export interface SlotName {
  readonly name: Name;
  readonly weight: number;
}

interface SlotFacts {
  /** Its place in a mapping, `fields.nick` or `custom.Birthday`: unique. */
  readonly id: string;
  /** Its key within its section. */
  readonly key: string;
  /** What people call it. */
  readonly label: string;
  readonly names: readonly SlotName[];
  readonly required: boolean;
}

/** A field of the target, or of a target that a section of the mapping stands for. */
export interface FieldSlot extends SlotFacts {
  readonly section: 'fields' | 'tags' | 'stage';
  readonly field: TargetField;
  readonly parts: readonly FieldParts[];
}

/** A custom field of the tenant. */
export interface CustomSlot extends SlotFacts {
  readonly section: 'custom';
  readonly definition: CustomFieldDefinition;
}

/** A place in a mapping that a column can fill. */
export type Slot = FieldSlot | CustomSlot;
