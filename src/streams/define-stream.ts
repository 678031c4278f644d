import { answerCodes } from '../sobot/codes/answer-codes.ts';
import { rowMembers, schemaKind } from './row-members.ts';
import type { MemberKind, Stream, StreamMember } from './stream.ts';

/** What a stream's file says; its members come from the endpoint's answer and from the tables of codes. */
export interface StreamDeclaration extends Omit<Stream, 'members'> {
  /** Members that hold a point in time. */
  readonly times?: readonly string[];
}

/** Declares a stream. */
export function defineStream({ times = [], ...stream }: StreamDeclaration): Stream {
  const codes = answerCodes[stream.endpoint.name] ?? {};
  const members = Object.entries(rowMembers(stream.endpoint.answer)).map(([name, schema]): StreamMember => {
    const kind: MemberKind = times.includes(name) ? 'time' : schemaKind(schema);
    const table = codes[name];
    return { name, kind, ...(table && { codes: table }) };
  });
  return { ...stream, members };
}
