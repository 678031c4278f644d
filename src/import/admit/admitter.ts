import type { CellLocator } from '../cell-place.ts';
import type { Identity } from '../identity/identity.ts';
import type { IdentifiedRow } from '../identity/identity-marks.ts';
import type { ImportJob } from '../import-job.ts';
import type { Admission, AdmitStage } from '../import-stages.ts';
import type { KeyTexts } from '../record/key-texts.ts';
import type { SourceRow } from '../source/mapped-rows.ts';
import { type AdmissionRules, admitRow } from './admit-row.ts';
import { Duplicates } from './duplicates.ts';
import type { PayloadSamples } from './payload-samples.ts';
import type { UnsentValueCounts } from './unsent-record.ts';

export interface AdmitterOptions {
  readonly job: ImportJob;
  readonly identity: Identity | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was made? */
  readonly canAsk: boolean;
  readonly keyTexts: KeyTexts;
  readonly samples: PayloadSamples;
  readonly unsent: UnsentValueCounts;
}

/** Decides about rows in the file's order: of two with one key, or of one customer, the first counts. */
export class Admitter implements AdmitStage {
  readonly #options: AdmitterOptions;
  readonly #rules: AdmissionRules;

  constructor(options: AdmitterOptions) {
    const { job, identity, locateCell: placeOf, canAsk } = options;
    const duplicates = new Duplicates(job.rules.duplicates, job.source.mapper.keyText);
    this.#options = options;
    this.#rules = { job, duplicates, identity, locateCell: placeOf, canAsk };
  }

  admit(taken: SourceRow): Admission | Promise<Admission> {
    const { job, identity, keyTexts } = this.#options;
    if (taken.mapped) keyTexts.note(taken.row);
    if (identity === undefined) return this.#decide(taken);
    const { row, before, mapped, identified } = taken;
    if (mapped === undefined) {
      const noted = ownsValues(taken, job) && before ? identity.sent(row, before) : undefined;
      return noted ? noted.then(() => this.#decide(taken)) : this.#decide(taken);
    }
    const looked = identity.identify(row, mapped, identified);
    return this.#decide({ row, before, mapped: looked.mapped, identified: looked }, looked);
  }

  /** `looked` is the row as the tenant would identify it; it is counted once it is known what becomes of the row. */
  #decide(taken: SourceRow, looked?: IdentifiedRow): Admission | Promise<Admission> {
    const admission = admitRow(taken, this.#rules);
    if (admission.kind === 'unclear') return this.#learnShared().then(() => this.admit(taken));
    const { job, identity, unsent, samples } = this.#options;
    const { row, mapped, identified } = taken;
    if (looked) identity?.note(row, looked);
    if (admission.kind !== 'nothing' && mapped?.payload) unsent.note(row.number, mapped.unsent);
    if (!job.delivery) {
      if (mapped?.payload) samples.add(mapped.payload);
    } else if (identified && (admission.kind === 'send' || admission.kind === 'unknown')) {
      identity?.keep(row.number, identified);
    }
    return admission;
  }

  /** Reads which values too many rows share, and takes them out of what was kept to be shown. */
  async #learnShared(): Promise<void> {
    const { identity, samples } = this.#options;
    await identity?.load();
    if (identity) samples.replace((payload) => identity.cleaned(payload));
  }
}

/** Does a row that an earlier process settled have its identifying values for itself? Not if it was rejected, or another row of its key was sent instead. */
function ownsValues({ row, before }: SourceRow, { rules }: ImportJob): boolean {
  if (before === undefined || before.state === 'rejected') return false;
  const { policy, lastRows } = rules.duplicates;
  if (before.state !== 'skipped' || policy !== 'last' || before.key === undefined) return true;
  return lastRows?.get(before.key) === row.number;
}
