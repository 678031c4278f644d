export { optionalInteger, wireInteger, wireText } from './answer-schemas.ts';
export { type ApiClient, type AppKey, createApiClient } from './client.ts';
export {
  ANSWER_CODES,
  agentNodeType,
  type CodeTable,
  codeName,
  crmStatus,
  customFieldUpdate,
  fieldType,
  fillFlag,
  PUSH_CODES,
  searchType,
} from './codes.ts';
export type { Endpoint } from './endpoint.ts';
export type { CustomFieldDefinition } from './endpoints/custom-fields.ts';
export { CUSTOMER_MEMBERS_IN_EXAMPLES, customerMembers } from './endpoints/customers.ts';
export type { AgentNode } from './endpoints/reference-data.ts';
export { lookUpErrorCode } from './errors/error-codes.ts';
export { ApiError, BadAnswer, SobotError, TransportError } from './errors/sobot-error.ts';
export type { IncomingAnswer, Transport } from './http-messages.ts';
export { API_MESSAGES } from './messages.ts';
export { listPart, pageInput, pages } from './pagination.ts';
export { codeTableOf } from './parameters.ts';
export { PUSH_MEMBERS, renamePushMembers } from './pushes.ts';
export { memoryTokenStore } from './token.ts';
export { createTransport } from './transport.ts';
