import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import type { FieldParts, TargetField } from '../../targets/target.ts';
import type { Name } from '../names/words.ts';

/** A name that a slot goes by, and how much a column of that very name says for it. */
export interface CandidateName {
  readonly name: Name;
  readonly weight: number;
}

interface CandidateFacts {
  /** Its place in a mapping, `fields.nick` or `custom.Birthday`: unique. */
  readonly id: string;
  /** Its key within its section. */
  readonly key: string;
  /** What people call it. */
  readonly label: string;
  readonly names: readonly CandidateName[];
  readonly required: boolean;
}

/** A field of the target, or of a target that a section of the mapping stands for. */
export interface TargetFieldCandidate extends CandidateFacts {
  readonly section: 'fields' | 'tags' | 'stage';
  readonly field: TargetField;
  readonly parts: readonly FieldParts[];
}

/** A custom field of the tenant. */
export interface CustomFieldCandidate extends CandidateFacts {
  readonly section: 'custom';
  readonly definition: CustomFieldDefinition;
}

/** A place in a mapping that a column can fill. */
export type FieldCandidate = TargetFieldCandidate | CustomFieldCandidate;
