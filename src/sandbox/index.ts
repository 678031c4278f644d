export type { FaultKind, FaultRates, FaultScript, ScriptStep } from './faults.ts';
export { faultKinds, parseFaults, parseScript } from './faults.ts';
export type { Churn, SandboxOptions } from './options.ts';
export type { Sandbox } from './sandbox.ts';
export { startSandbox } from './sandbox.ts';
export type { Snapshot } from './snapshot.ts';
export type { SandboxStats } from './stats.ts';
