import { isPlaceholderWord } from '../../files/damage/placeholder-words.ts';

/** Digits that are typed where a form insists on a number. Numbers of sixes and eights are real ones that people pay for. */
const repeatedDigit = /^(?:0+|([1234579])\1{4,})$/;
const runs = ['12345678901234567890', '01234567890123456789', '98765432109876543210', '123123123123', '1212121212'];
const leastRun = 5;

/** Local parts and domains that together are no address: `none@none.com`, `test@test.com`, `no@email.com`. */
const emptyLocals: ReadonlySet<string> = new Set(
  'none no na n/a null nil nomail noemail no-email no_email no.email nobody noone unknown undefined test tests testing fake dummy nope noreply no-reply blank empty invalid email mail keine kein aucun ninguno nessuno geen brak notprovided notavailable'.split(
    ' ',
  ),
);
const emptyDomains: ReadonlySet<string> = new Set(
  'none no na null nil nomail noemail no-email email mail unknown undefined test tests testing fake dummy nowhere invalid nothing blank empty keine aucun ninguno notprovided noreply noaddress localhost'.split(
    ' ',
  ),
);
const address = /^([^@\s]+)@([^@\s.]+)(?:\.[^@\s]*)?$/;

/** Is a telephone number of these digits, without country, one that nobody has? */
export function isPlaceholderNumber(digits: string): boolean {
  return repeatedDigit.test(digits) || (digits.length >= leastRun && runs.some((run) => run.startsWith(digits)));
}

/** Is a folded address one that nobody has? */
export function isPlaceholderAddress(folded: string): boolean {
  const [, local = '', domain = ''] = address.exec(folded) ?? [];
  return emptyDomains.has(domain) && emptyLocals.has(local);
}

/** Does a value of an identification field say that there is none? */
export function isPlaceholder(text: string): boolean {
  return isPlaceholderWord(text);
}
