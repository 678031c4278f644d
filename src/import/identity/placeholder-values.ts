import { isPlaceholderWord } from '../../files/damage/placeholder-words.ts';

/** More digits are no number at all. */
const LONGEST_NUMBER = 20;
/** Digits that are typed where a form insists on a number. Numbers of sixes and eights are real ones that people pay for. */
const REPEATED_DIGIT = /^(?:0+|([1234579])\1{4,})$/;
const LEAST_RUN = 5;
const DIGIT_RUNS: ReadonlySet<string> = new Set(
  ['12345678901234567890', '01234567890123456789', '98765432109876543210', '123123123123', '1212121212'].flatMap(
    (run) => Array.from({ length: run.length - LEAST_RUN + 1 }, (_, more) => run.slice(0, LEAST_RUN + more)),
  ),
);

/** Local parts and domains that together are no address: `none@none.com`, `test@test.com`, `no@email.com`. */
const PLACEHOLDER_LOCAL_PARTS: ReadonlySet<string> = new Set(
  'none no na n/a null nil nomail noemail no-email no_email no.email nobody noone unknown undefined test tests testing fake dummy nope noreply no-reply blank empty invalid email mail keine kein aucun ninguno nessuno geen brak notprovided notavailable'.split(
    ' ',
  ),
);
const PLACEHOLDER_DOMAINS: ReadonlySet<string> = new Set(
  'none no na null nil nomail noemail no-email email mail unknown undefined test tests testing fake dummy nowhere invalid nothing blank empty keine aucun ninguno notprovided noreply noaddress localhost'.split(
    ' ',
  ),
);
const MAX_DOMAIN_LENGTH = Math.max(...[...PLACEHOLDER_DOMAINS].map((domain) => domain.length));

/** Is a telephone number of these digits, without country, one that nobody has? */
export function isPlaceholderNumber(digits: string): boolean {
  return digits.length <= LONGEST_NUMBER && (REPEATED_DIGIT.test(digits) || DIGIT_RUNS.has(digits));
}

/** Is a folded address one that nobody has? */
export function isPlaceholderAddress(folded: string): boolean {
  const at = folded.indexOf('@');
  if (at <= 0) return false;
  const dot = folded.indexOf('.', at);
  const end = dot < 0 ? folded.length : dot;
  if (end - at - 1 > MAX_DOMAIN_LENGTH || !PLACEHOLDER_DOMAINS.has(folded.slice(at + 1, end))) return false;
  return PLACEHOLDER_LOCAL_PARTS.has(folded.slice(0, at)) && !folded.includes('@', at + 1);
}

/** Does a value of an identification field say that there is none? */
export function isPlaceholder(text: string): boolean {
  return isPlaceholderWord(text);
}
