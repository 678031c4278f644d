import { type Disposition, SobotError } from './sobot-error.ts';

/** The API answered, and its answer is not success: `code` is its `ret_code`, the message its `ret_msg` and what to do. */
export class ApiError extends SobotError {
  override name = 'ApiError';

  constructor(facts: {
    code: string;
    message: string;
    disposition: Disposition;
    notProcessed: boolean;
    throttled?: boolean;
  }) {
    super(facts.message, facts);
  }
}
